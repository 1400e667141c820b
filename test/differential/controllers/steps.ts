import fc from 'fast-check';
import type { KubeObject } from '../../../src/model/index.ts';

/** Which pods a step is about: the first of its kind, in an order that both clusters share. */
export type Pick = 'ready' | 'unready' | 'newest template' | 'oldest template';

export type Step =
  | { readonly do: 'create'; readonly object: Draft }
  | { readonly do: 'patch'; readonly gvk: string; readonly name: string; readonly patch: unknown; readonly says?: string }
  | { readonly do: 'delete'; readonly gvk: string; readonly name: string; readonly propagation: 'Foreground' | 'Background' | 'Orphan' }
  /** The gate of one running pod after the other opens: it becomes ready. */
  | { readonly do: 'open'; readonly pods: number; readonly pick?: Pick }
  /** All gates at once, until no running pod is unready. */
  | { readonly do: 'open all' }
  /** The gate of ready pods shuts: as if their probe failed. */
  | { readonly do: 'shut'; readonly pods: number; readonly pick?: Pick }
  | { readonly do: 'kill'; readonly pods: number; readonly pick?: Pick }
  /** `gap: false`: one right after the other, as a drain does. */
  | { readonly do: 'evict'; readonly pods: number; readonly pick?: Pick; readonly gap: boolean }
  /** Containers of a Job's pods end. */
  | { readonly do: 'end'; readonly pods: number; readonly exitCode: number }
  | { readonly do: 'relabel'; readonly pods: number; readonly labels: Readonly<Record<string, string | null>>; readonly pick?: Pick }
  /** Puts a label on one more node, or takes it from one: who selects by it gains or loses a node. */
  | { readonly do: 'node'; readonly on: boolean; readonly pick?: Pick }
  | { readonly do: 'wait'; readonly seconds: number }
  /** Waits until so many Jobs have been made. */
  | { readonly do: 'await jobs'; readonly jobs: number }; // prettier-ignore

/** An object whose namespace is put in by who sends it. */
export type Draft = KubeObject;

export interface Case {
  readonly family: string;
  readonly steps: readonly Step[];
  /** How long nothing must happen before controllers count as done. */
  readonly quietMs: number;
  /** Names of workloads whose pods' gates are opened until nothing moves, at the end. */
  readonly finish: boolean;
}

export const GATE = 'test.example/go';
export const NODE_LABEL = 'test.example/pool';

export const option = <T>(arb: fc.Arbitrary<T>, weight = 1) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight, arbitrary: arb });
export const defined = (o: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));

/** `app:3` says which template it is; `app:broken` never starts. */
export const template = (tag: string, more: Readonly<Record<string, unknown>> = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: {
    readinessGates: [{ conditionType: GATE }],
    terminationGracePeriodSeconds: 5,
    containers: [
      {
        name: 'main',
        image: `app:${tag}`,
        ...(tag === 'broken' ? { envFrom: [{ configMapRef: { name: 'missing' } }] } : {}),
      },
    ],
    ...more,
  },
});
export const templatePatch = (tag: string) => ({
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'main',
            image: `app:${tag}`,
            ...(tag === 'broken' ? { envFrom: [{ configMapRef: { name: 'missing' } }] } : {}),
          },
        ],
      },
    },
  },
});

export const tag = fc.constantFrom('1', '2', '3', 'broken');
export const pick = fc.constantFrom<Pick | undefined>(undefined, undefined, 'ready', 'unready', 'newest template', 'oldest template'); // prettier-ignore
export const few = fc.integer({ min: 1, max: 3 });
export const percent = fc.constantFrom('0%', '10%', '25%', '34%', '50%', '75%', '100%');
export const size = fc.integer({ min: 0, max: 6 });

export const patch = (gvk: string, name: string, body: unknown): Step => ({ do: 'patch', gvk, name, patch: body }); // prettier-ignore
export const open = fc
  .record({ pods: few, pick })
  .map((o): Step => ({ do: 'open', ...without(o) }));
export const shut = fc
  .record({ pods: few, pick })
  .map((o): Step => ({ do: 'shut', ...without(o) }));
export const kill = fc
  .record({ pods: few, pick })
  .map((o): Step => ({ do: 'kill', ...without(o) }));
export const evict = fc.record({ pods: few, pick, gap: fc.boolean() }).map((o): Step => ({ do: 'evict', ...without(o) })); // prettier-ignore
export function without<T extends { pick: Pick | undefined }>({ pick: p, ...o }: T) {
  return p === undefined ? o : { ...o, pick: p };
}
