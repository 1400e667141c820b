import { z } from 'zod';
import type { FargateSelector, ObjectRef } from '../model/index.ts';

/** Names one object, as steps' inputs carry it. */
export const objectRef = z
  .object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().optional(),
    name: z.string(),
  })
  .transform(({ namespace, ...rest }): ObjectRef =>
    namespace === undefined ? rest : { ...rest, namespace },
  );

/** One field by path; list elements by an identifying field (see effects/effect.ts). */
export const fieldSetting = z.object({
  path: z.array(z.union([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))])),
  value: z.unknown().optional(),
});

export const ingressRule = z.object({
  protocol: z.string(),
  fromPort: z.number(),
  toPort: z.number(),
  referencedGroupId: z.string(),
  description: z.string(),
});

export const selector = z
  .object({ namespace: z.string(), labels: z.record(z.string(), z.string()).optional() })
  .transform(({ namespace, labels }): FargateSelector =>
    labels === undefined ? { namespace } : { namespace, labels },
  );

/** Words for the operator that a plan's input carries: whoever shows the plan chooses the language. */
export const words = z.object({ en: z.string(), ko: z.string() });

/** A DNS name, and what it must resolve to; null when any answer will do. */
export const lookup = z.object({ name: z.string(), expect: z.string().nullable() });
export type Lookup = z.infer<typeof lookup>;

/** The value at a path of plain names, or undefined. */
export const fieldAt = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);
