import { z } from 'zod';
import type { Effect } from '../effects/index.ts';
import { canonicalJson, text, type KubeObject, type ObjectRef } from '../model/index.ts';
import { BugError } from '../errors/index.ts';
import type { StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { mustGet } from './rollout.ts';

/** One Service behind an Ingress, and the second Service that stands in for it for a while. */
const standIn = z.object({
  name: z.string(),
  warm: z.string(),
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.array(
      z.object({
        name: z.string().optional(),
        port: z.number(),
        protocol: z.string().optional(),
        targetPort: z.union([z.number(), z.string()]).optional(),
      }),
    ),
  }),
});

/** How an Ingress stood when the plan was made. */
export const warmUp = z.object({
  rules: z.array(z.unknown()),
  services: z.array(standIn),
});
export type WarmUp = z.infer<typeof warmUp>;

interface Target {
  readonly ref: ObjectRef;
  readonly annotation: string;
}

/**
 * Changing the target type takes a listener to a new target group at once, before any of its targets
 * was checked: a load balancer without a healthy target answers 503. So a second Service by ip stands
 * in: its group is checked on a path that nobody asks, gets the requests, and keeps them while the
 * first Service's new group is checked on such a path.
 * @source https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ (target-type of a Service counts before the Ingress'; read 2026-11-25)
 */
export function warmEffects(i: Target & { readonly warmUp: WarmUp }): readonly Effect[] {
  const { rules, services } = i.warmUp;
  const to = (warm: boolean) => new Map(services.map((s) => [s.name, warm ? s.warm : s.name]));
  const set = (path: readonly string[], value: unknown): Effect => ({
    kind: 'kube-set',
    ref: i.ref,
    set: [{ path: [...path], value }],
  });
  const rulesSet = (value: unknown): Effect => set(['spec', 'rules'], value);
  return [
    rulesSet([...rules, aside('first', rules, to(true))]),
    rulesSet([...sent(rules, to(true)), aside('meanwhile', rules, to(false))]),
    set(['metadata', 'annotations', i.annotation], 'ip'),
    rulesSet([...rules, aside('last', rules, to(true))]),
    rulesSet(rules),
  ];
}

interface Backend {
  readonly name: string;
  readonly port?: { readonly number?: number; readonly name?: string };
}
interface Rule {
  readonly http?: {
    readonly paths?: readonly { readonly backend?: { readonly service?: Backend } }[];
  };
}

/** Each Service and port that rules lead to, once: each has a target group of its own. */
export function backendsOf(rules: readonly unknown[]): readonly Backend[] {
  const all = (rules as readonly Rule[]).flatMap((r) =>
    (r.http?.paths ?? []).flatMap((p) => p.backend?.service ?? []),
  );
  return [...new Map(all.map((b) => [backendKey(b), b])).values()];
}

/** `web:80` or `web:http`, as the rule says it. */
export const backendKey = ({ name, port }: Backend): string =>
  `${name}:${port?.number ?? port?.name ?? ''}`;

/** The rules with other Services behind them. */
const sent = (rules: readonly unknown[], to: ReadonlyMap<string, string>): readonly unknown[] =>
  (rules as readonly Rule[]).map((rule) => ({
    ...rule,
    ...(rule.http === undefined ? {} : {
      http: {
        ...rule.http,
        paths: (rule.http.paths ?? []).map((p) => ({
          ...p,
          ...(p.backend?.service === undefined ? {} : { backend: { ...p.backend, service: standing(p.backend.service, to) } }),
        })),
      },
    }), // prettier-ignore
  }));

const standing = (backend: Backend, to: ReadonlyMap<string, string>): Backend => ({
  ...backend,
  name: to.get(backend.name) ?? backend.name,
});

/** A rule for paths that nobody asks: what is behind them is checked all the same. */
const aside = (
  when: string,
  rules: readonly unknown[],
  to: ReadonlyMap<string, string>,
): unknown => ({
  http: {
    paths: backendsOf(rules).map((backend, n) => ({
      path: `/.fargatectl/${when}/${n}`,
      pathType: 'Exact',
      backend: { service: standing(backend, to) },
    })),
  },
});

/** The Services that stand in, as they are made. */
export const standIns = (
  context: StepContext,
  i: Target & { readonly warmUp: WarmUp },
  annotation: string,
): readonly KubeObject[] =>
  i.warmUp.services.map((s) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: s.warm,
      namespace: i.ref.namespace ?? 'default',
      labels: ourMarks(context),
      annotations: { [annotation]: 'ip' },
    },
    spec: s.spec,
  }));

/**
 * The first effect that is to be asked for: the one whose outcome the Ingress shows, so that an
 * interrupted one is settled, or the first of all.
 */
export async function stageOf(
  context: StepContext,
  i: Target,
  effects: readonly Effect[],
): Promise<number> {
  const ingress = await mustGet(context, i.ref);
  const rules = canonicalJson((ingress['spec'] as { rules?: unknown }).rules ?? []);
  const isIp = ingress.metadata.annotations?.[i.annotation] === 'ip';
  const shown = effects.map((e) => {
    if (e.kind !== 'kube-set') throw BugError(`a target type is changed by ${e.kind}`);
    return canonicalJson(e.set[0]?.value ?? null);
  });
  const at = shown.lastIndexOf(rules);
  if (at < 0 || (at === shown.length - 1 && !isIp)) return 0;
  // The annotation comes after the requests have gone to who stands in.
  return at === SWAPPED && isIp ? ANNOTATED : at;
}
const SWAPPED = 1;
const ANNOTATED = 2;

/** A load balancer's machines hear of a change up to about 10 s later. */
const HEARD_MS = 15_000;

/** Until all of a load balancer has heard of the last change; what got the requests before must stay that long. */
export async function heard(context: StepContext): Promise<void> {
  await context.wait(
    {
      for: text('the load balancer to follow', '로드 밸런서 반영'),
      timeoutMs: 2 * HEARD_MS,
      everyMs: 5_000,
      remedy: text('fargatectl migrate --resume', 'fargatectl migrate --resume'),
    },
    (waitedMs) =>
      Promise.resolve(
        waitedMs >= HEARD_MS
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: text('15 s', '15초') },
      ),
  );
}
