import { z } from 'zod';
import { isEffectKind, type Effect } from '../effects/index.ts';
import { cloudCallOf } from '../errors/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';

const input = z.object({
  what: z.string(),
  effects: z.array(z.custom<Effect>((e) => isEffectKind((e as { kind?: unknown } | null)?.kind))),
});
type Input = z.infer<typeof input>;

/** What another deletion that is under way answers; it passes. */
const PASSING =
  /^(FileSystemInUse|ResourceInUseException|DependencyViolation|DeleteConflict|IncorrectFileSystemLifeCycleState|IncorrectMountTargetState)$/;

/** Removes one thing that a run of ours made, with what belongs to it, in order. */
export const putAway = defineMigrationStep<Input>({
  id: 'put-away',
  phase: 'verify',
  input,
  describe: (i) => ({
    title: `Remove ${i.what}`,
    effects: i.effects.map((e) => e.kind),
    estimateSeconds: 10,
    reversible: { false: 'what is put away is gone' },
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    for (const effect of i.effects)
      await context.wait(
        {
          for: `${i.what} to go`,
          timeoutMs: 15 * 60_000,
          everyMs: 5_000,
          remedy: 'See what still uses it, then run fargatectl cleanup again.',
        },
        async (): Promise<Probe<null>> => {
          try {
            await context.effect(effect);
            return { state: 'done', value: null };
          } catch (error) {
            const reason = cloudCallOf(error)?.reason ?? '';
            if (PASSING.test(reason)) return { state: 'waiting', seen: reason };
            throw error;
          }
        },
      );
    await context.wait(
      {
        for: `${i.what} to be gone`,
        timeoutMs: 15 * 60_000,
        everyMs: 5_000,
        remedy: 'See what still uses it, then run fargatectl cleanup again.',
      },
      async (): Promise<Probe<null>> => {
        const left = await stillThere(context, i);
        return left === undefined
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `${left} is still there` };
      },
    );
  },
  async verify(context, i) {
    const left = await stillThere(context, i);
    return left === undefined
      ? { state: 'ok', evidence: `${i.what}: gone` }
      : {
          state: 'failed',
          reason: `${left} is still there.`,
          remedy: 'fargatectl cleanup tries again.',
        };
  },
});

type Context = Parameters<typeof putAway.verify>[0];

async function stillThere(context: Context, i: Input): Promise<string | undefined> {
  for (const effect of i.effects) {
    const left = await leftOf(context, effect);
    if (left !== undefined) return left;
  }
  return undefined;
}

async function leftOf({ ports }: Context, effect: Effect): Promise<string | undefined> {
  switch (effect.kind) {
    case 'kube-delete': {
      const object = await ports.kube.get(effect.ref);
      return object && effect.ref.name;
    }
    case 'eks-delete-fargate-profile':
      return (
        (await ports.aws.eks.describeFargateProfile(effect.cluster, effect.name)) && effect.name
      );
    case 'iam-delete-role':
      return (await ports.aws.iam.getRole(effect.name)) && effect.name;
    case 'efs-delete-file-system':
      return (await ports.aws.efs.listFileSystems()).find((f) => f.id === effect.fileSystemId)?.id;
    default:
      return undefined;
  }
}
