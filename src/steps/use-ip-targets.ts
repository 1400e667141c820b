import { z } from 'zod';
import {
  formatRef,
  text,
  both,
  isPodReady,
  type KubeObject,
  type Pod,
  type TargetGroup,
  type Text,
} from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ofAll } from './phrases.ts';
import { mustGet, selectorText } from './rollout.ts';
import { objectRef } from './schemas.ts';
import {
  backendKey,
  backendsOf,
  heard,
  stageOf,
  standIns,
  warmEffects,
  warmUp,
  type WarmUp,
} from './warm-targets.ts';

const input = z.object({
  ref: objectRef,
  vpcId: z.string(),
  annotation: z.string(),
  /** Null where a second Service cannot stand in: requests fail then until the new targets are healthy. */
  warmUp: warmUp.nullable().default(null),
});
type Input = z.infer<typeof input>;

/**
 * Load balancers reach Fargate pods by IP only. Changed while everything is still on EC2: the
 * controller makes a new target group, and nothing moves before its targets are healthy.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html (read 2026-11-23)
 */
export const useIpTargets = defineMigrationStep<Input>({
  id: 'use-ip-targets',
  phase: 'network',
  input,
  describe: (i) => ({
    title: text(
      `Switch ${formatRef(i.ref)} to ip targets and wait until they are healthy`,
      `${formatRef(i.ref)}: ip 대상으로 바꾸고 정상이 될 때까지 기다리기`,
    ),
    effects: [
      ...standInPaths(i).map((path) => `POST ${path}`),
      `PATCH ${i.ref.kind === 'Ingress' ? 'ingresses' : 'services'}/${i.ref.namespace ?? ''}/${i.ref.name}`,
      ...standInPaths(i).map((path) => `DELETE ${path}`),
    ],
    estimateSeconds: 90,
    reversible: true,
  }),
  async precondition(context, i) {
    const object = await mustGet(context, i.ref);
    return object.metadata.annotations?.[i.annotation] === 'ip' &&
      (await targets(context, i, 'ip')).healthy
      ? {
          state: 'already-done',
          why: text('targets are ip and healthy', '대상이 이미 ip이고 정상입니다'),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    if (i.warmUp) await changeWarm(context, { ...i, warmUp: i.warmUp });
    else
      await context.effect({
        kind: 'kube-set',
        ref: i.ref,
        set: [{ path: ['metadata', 'annotations', i.annotation], value: 'ip' }],
      });
    await waitForTargets(context, i, 'ip');
  },
  async verify(context, i) {
    const { healthy, seen } = await targets(context, i, 'ip');
    return healthy
      ? { state: 'ok', evidence: seen }
      : {
          state: 'failed',
          reason: both((l) => `${formatRef(i.ref)}: ${seen[l]}.`),
          remedy: controllerWords(i),
        };
  },
  /** Back the same way: those who stand in again, each change of the rules when what it leads to is healthy. */
  async beforeUndo(context, i) {
    if (i.warmUp) await makeStandIns(context, { ...i, warmUp: i.warmUp });
  },
  async afterUndoOf(context, i, undone) {
    if (i.warmUp && undone.kind === 'kube-set') await served(context, i);
  },
  async afterUndo(context, i) {
    await waitForTargets(context, i, 'instance');
    if (i.warmUp) await putStandInsAway(context, { ...i, warmUp: i.warmUp });
  },
});

type Warm = Input & { readonly warmUp: WarmUp };

async function changeWarm(context: StepContext, i: Warm): Promise<void> {
  const effects = warmEffects(i);
  const from = await stageOf(context, i, effects);
  // At the last stage they may have gone already.
  if (from < effects.length - 1) await makeStandIns(context, i);
  for (const effect of effects.slice(from)) {
    await context.effect(effect);
    await served(context, i);
  }
  await putStandInsAway(context, i);
}

async function makeStandIns(context: StepContext, i: Warm): Promise<void> {
  for (const object of standIns(context, i, i.annotation))
    await context.effect({ kind: 'kube-create', object });
}

async function putStandInsAway(context: StepContext, i: Warm): Promise<void> {
  for (const { warm } of i.warmUp.services)
    await context.effect({
      kind: 'kube-delete',
      ref: {
        apiVersion: 'v1',
        kind: 'Service',
        namespace: i.ref.namespace ?? 'default',
        name: warm,
      },
    });
}

const standInPaths = (i: Input): readonly string[] =>
  (i.warmUp?.services ?? []).map((s) => `services/${i.ref.namespace ?? 'default'}/${s.warm}`);

/** Every target group that is in use has targets, all of them healthy, and the load balancer has heard of it. */
async function served(context: StepContext, i: Input): Promise<void> {
  await waitUntil(context, i, text('healthy targets', '정상 대상'), async () => {
    const wanted = groupsOf(await mustGet(context, i.ref), i);
    const groups = await inUse(context, i);
    const there = new Map(groups.map((g) => [backendIn(g.tags, i), g.targetType]));
    const missing = [...wanted].filter(([name, type]) => there.get(name) !== type);
    if (missing.length > 0 || groups.length > wanted.size)
      return {
        healthy: false,
        seen: text(
          'the load balancer controller has not followed yet',
          '로드 밸런서 컨트롤러가 아직 반영하지 않았습니다',
        ),
      };
    return healthOf(context, groups, '');
  });
  await heard(context);
}

async function waitForTargets(
  context: StepContext,
  i: Input,
  type: 'ip' | 'instance',
): Promise<void> {
  const what = text(
    `healthy ${type} targets of ${formatRef(i.ref)}`,
    `${formatRef(i.ref)}의 ${type} 대상 정상`,
  );
  await waitUntil(context, i, what, () => targets(context, i, type));
}

async function waitUntil(
  context: StepContext,
  i: Input,
  what: Text,
  look: () => Promise<{ healthy: boolean; seen: Text }>,
): Promise<void> {
  const words = controllerWords(i);
  await context.wait(
    {
      for: what,
      timeoutMs: 10 * 60_000,
      everyMs: 5_000,
      remedy: text(
        `${words.en} The old targets still serve.`,
        `${words.ko}. 옛 대상이 계속 서비스하고 있습니다.`,
      ),
    },
    async (): Promise<Probe<null>> => {
      // Somebody may have deleted it meanwhile: nothing would ever be healthy behind it.
      await mustGet(context, i.ref);
      const { healthy, seen } = await look();
      // With nobody to send requests to, none would ever be healthy, and none can be lost.
      return healthy || !(await hasReadyPods(context, i))
        ? { state: 'done', value: null }
        : { state: 'waiting', seen };
    },
  );
}

/** Whether some pod behind it is ready: its workload may have been deleted or scaled to nothing. */
async function hasReadyPods(context: StepContext, i: Input): Promise<boolean> {
  const { kube } = context.ports;
  const namespace = i.ref.namespace ?? 'default';
  const object = await mustGet(context, i.ref);
  const rules = (object['spec'] as { rules?: readonly unknown[] }).rules ?? [];
  const names = i.ref.kind === 'Service' ? [i.ref.name] : backendsOf(rules).map(({ name }) => name);
  for (const name of new Set(names)) {
    const service = await kube.get({ apiVersion: 'v1', kind: 'Service', namespace, name });
    const matchLabels = (
      service?.['spec'] as { selector?: Readonly<Record<string, string>> } | undefined
    )?.selector;
    // What is behind a default backend, an action or a Service without a selector is not known: wait.
    if (matchLabels === undefined) return true;
    const pods = await kube.list(
      { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector: selectorText({ matchLabels }) },
      { signal: context.signal },
    );
    if ((pods as readonly Pod[]).some(isPodReady)) return true;
  }
  return names.length === 0;
}

/** Where the load balancer controller says what it could not do. */
const controllerWords = ({ ref }: Input): Text => {
  const describe = `kubectl describe ${ref.kind.toLowerCase()} ${ref.name} -n ${ref.namespace ?? 'default'}`;
  return text(
    `${describe} shows what the load balancer controller says.`,
    `로드 밸런서 컨트롤러의 메시지 보기: ${describe}`,
  );
};

/** The target groups that the controller made for this object, by its own tags, on a load balancer. */
async function inUse(context: StepContext, i: Input): Promise<readonly TargetGroup[]> {
  const stack = `${i.ref.namespace ?? ''}/${i.ref.name}`;
  const all = await context.ports.aws.elb.describeTargetGroups(i.vpcId, {
    signal: context.signal,
  });
  return all.filter(
    (g) =>
      (g.tags['ingress.k8s.aws/stack'] ?? g.tags['service.k8s.aws/stack']) === stack &&
      g.loadBalancerArns.length > 0,
  );
}

async function targets(
  context: StepContext,
  i: Input,
  type: 'ip' | 'instance',
): Promise<{ healthy: boolean; seen: Text }> {
  const mine = await inUse(context, i);
  const groups = mine.filter((g) => g.targetType === type);
  if (groups.length === 0)
    return {
      healthy: false,
      seen: text(
        `no ${type} target group on a load balancer yet`,
        `로드 밸런서에 ${type} 대상 그룹이 아직 없습니다`,
      ),
    };
  if (groups.length < mine.length)
    return {
      healthy: false,
      seen: text('the old target group still serves', '옛 대상 그룹이 아직 서비스하고 있습니다'),
    };
  return healthOf(context, groups, `${type} `);
}

async function healthOf(
  context: StepContext,
  groups: readonly TargetGroup[],
  type: '' | 'ip ' | 'instance ',
): Promise<{ healthy: boolean; seen: Text }> {
  let healthy = 0;
  let total = 0;
  for (const group of groups)
    for (const target of await context.ports.aws.elb.describeTargetHealth(group.arn, {
      signal: context.signal,
    })) {
      if (target.state === 'draining') continue;
      total += 1;
      if (target.state === 'healthy') healthy += 1;
    }
  return {
    healthy: total > 0 && healthy === total,
    seen: ofAll([healthy, total], `${type}targets healthy`, `${type}대상`, '정상'),
  };
}

/** What the controller makes of the Ingress as it stands: a target type for each Service and port behind it. */
function groupsOf(ingress: KubeObject, i: Input): ReadonlyMap<string, string> {
  const own = ingress.metadata.annotations?.[i.annotation] === 'ip' ? 'ip' : 'instance';
  const warm = new Set(i.warmUp?.services.map((s) => s.warm));
  const { rules = [] } = ingress['spec'] as { readonly rules?: readonly unknown[] };
  return new Map(backendsOf(rules).map((b) => [backendKey(b), warm.has(b.name) ? 'ip' : own]));
}

/** `app/shop-web:80` is the group of port 80 of Service `web` behind Ingress `app/shop`. */
const backendIn = (tags: Readonly<Record<string, string>>, { ref }: Input): string =>
  (tags['ingress.k8s.aws/resource'] ?? '').slice(`${ref.namespace ?? ''}/${ref.name}-`.length);
