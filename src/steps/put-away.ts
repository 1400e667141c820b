import { z } from 'zod';
import { isEffectKind, type Effect } from '../effects/index.ts';
import { cloudCallOf } from '../errors/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { words } from './schemas.ts';
import { text, verbatim } from '../model/index.ts';

const input = z.object({
  what: words,
  /** It is only stopped, and can be started again. */
  stops: z.boolean(),
  estimateSeconds: z.number(),
  effects: z.array(z.custom<Effect>((e) => isEffectKind((e as { kind?: unknown } | null)?.kind))),
});
type Input = z.infer<typeof input>;

/** What another deletion that is under way answers; it passes. */
const PASSING =
  /^(FileSystemInUse|ResourceInUseException|DependencyViolation|DeleteConflict|IncorrectFileSystemLifeCycleState|IncorrectMountTargetState)$/;

const STILL_USED = text(
  'See what still uses it, then run fargatectl cleanup again.',
  '무엇이 아직 쓰고 있는지 확인한 뒤 다시 실행하십시오: fargatectl cleanup',
);

/** Removes one thing that a run of ours made, with what belongs to it, in order. */
export const putAway = defineMigrationStep<Input>({
  id: 'put-away',
  phase: 'verify',
  input,
  describe: (i) => ({
    title: i.stops ? i.what : text(`Remove ${i.what.en}`, `${i.what.ko} 지우기`),
    effects: i.effects.map((e) => e.kind),
    estimateSeconds: i.estimateSeconds,
    reversible: i.stops
      ? true
      : { false: text('what is put away is gone', '지운 것은 돌아오지 않습니다') },
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    for (const effect of i.effects)
      await context.wait(
        {
          for: text(`${i.what.en} to go`, `${i.what.ko} 정리`),
          timeoutMs: 15 * 60_000,
          everyMs: 5_000,
          remedy: STILL_USED,
        },
        async (): Promise<Probe<null>> => {
          try {
            await context.effect(effect);
            return { state: 'done', value: null };
          } catch (error) {
            const reason = cloudCallOf(error)?.reason ?? '';
            if (PASSING.test(reason)) return { state: 'waiting', seen: verbatim(reason) };
            throw error;
          }
        },
      );
    await context.wait(
      {
        for: text(`${i.what.en} to be gone`, `${i.what.ko} 삭제 완료`),
        timeoutMs: 15 * 60_000,
        everyMs: 5_000,
        remedy: STILL_USED,
      },
      async (): Promise<Probe<null>> => {
        const left = await stillThere(context, i);
        return left === undefined
          ? { state: 'done', value: null }
          : {
              state: 'waiting',
              seen: text(`${left} is still there`, `${left}이(가) 아직 남아 있습니다`),
            };
      },
    );
  },
  async verify(context, i) {
    const left = await stillThere(context, i);
    return left === undefined
      ? { state: 'ok', evidence: text(`${i.what.en}: gone`, `${i.what.ko}: 없음`) }
      : {
          state: 'failed',
          reason: text(`${left} is still there.`, `${left}이(가) 아직 남아 있습니다.`),
          remedy: text('fargatectl cleanup tries again.', '다시 시도: fargatectl cleanup'),
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
