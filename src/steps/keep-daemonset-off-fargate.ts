import { z } from 'zod';
import { COMPUTE_TYPE, formatRef, text, type NodeSelectorTerm } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { TRY_AGAIN } from './phrases.ts';
import { mustGet, waitForRollout } from './rollout.ts';
import { objectRef } from './schemas.ts';

const input = z.object({ ref: objectRef });
type Input = z.infer<typeof input>;

const path = [
  'spec',
  'template',
  'spec',
  'affinity',
  'nodeAffinity',
  'requiredDuringSchedulingIgnoredDuringExecution',
];
const notFargate = { key: COMPUTE_TYPE, operator: 'NotIn', values: ['fargate'] };

/** A DaemonSet that tolerates every taint gets a pod for each Fargate node, which hangs for ever: one pod is all such a node takes. */
export const keepDaemonsetOffFargate = defineMigrationStep<Input>({
  id: 'keep-daemonset-off-fargate',
  phase: 'system',
  input,
  describe: (i) => ({
    title: text(
      `Keep ${formatRef(i.ref)} off Fargate nodes`,
      `${formatRef(i.ref)}: Fargate 노드에 오지 않게 하기`,
    ),
    effects: [`PATCH daemonsets/${i.ref.namespace ?? ''}/${i.ref.name}`],
    estimateSeconds: 60,
    reversible: true,
  }),
  async precondition(context, i) {
    return isKeptOff(await terms(context, i))
      ? {
          state: 'already-done',
          why: text(
            `${formatRef(i.ref)} excludes Fargate nodes`,
            `${formatRef(i.ref)}: 이미 Fargate 노드를 제외합니다`,
          ),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    const present = await terms(context, i);
    const merged =
      present.length === 0 ? [{ matchExpressions: [notFargate] }] : present.map(withNotFargate);
    await context.effect({
      kind: 'kube-set',
      ref: i.ref,
      set: [{ path: [...path, 'nodeSelectorTerms'], value: merged }],
    });
    await waitForRollout(context, i.ref, 'anywhere');
  },
  async verify(context, i) {
    return isKeptOff(await terms(context, i))
      ? {
          state: 'ok',
          evidence: text(
            'affinity excludes eks.amazonaws.com/compute-type=fargate',
            '어피니티가 eks.amazonaws.com/compute-type=fargate를 제외합니다',
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `${formatRef(i.ref)} may still be placed on Fargate nodes.`,
            `${formatRef(i.ref)}: 아직 Fargate 노드에 배치될 수 있습니다.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
});

const withNotFargate = (t: NodeSelectorTerm): NodeSelectorTerm =>
  isKeptOff([t]) ? t : { ...t, matchExpressions: [...(t.matchExpressions ?? []), notFargate] };

/** Terms are alternatives, so every one of them has to exclude Fargate. */
export const isKeptOff = (all: readonly NodeSelectorTerm[]): boolean =>
  all.length > 0 &&
  all.every((t) =>
    (t.matchExpressions ?? []).some(
      (e) =>
        e.key === COMPUTE_TYPE &&
        ((e.operator === 'NotIn' && (e.values ?? []).includes('fargate')) ||
          e.operator === 'DoesNotExist'),
    ),
  );

async function terms(
  context: Parameters<typeof mustGet>[0],
  i: Input,
): Promise<readonly NodeSelectorTerm[]> {
  const object = (await mustGet(context, i.ref)) as unknown as {
    spec: {
      template: {
        spec: {
          affinity?: {
            nodeAffinity?: {
              requiredDuringSchedulingIgnoredDuringExecution?: {
                nodeSelectorTerms: NodeSelectorTerm[];
              };
            };
          };
        };
      };
    };
  };
  return (
    object.spec.template.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? []
  );
}
