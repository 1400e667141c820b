import { z } from 'zod';
import { cloudCallOf, isFargatectlError } from '../errors/index.ts';
import { FARGATE_PROFILE_LABEL, jsonEqual } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { selector } from './schemas.ts';

const input = z.object({
  cluster: z.string(),
  name: z.string(),
  podExecutionRoleArn: z.string(),
  subnetIds: z.array(z.string()),
  selectors: z.array(selector),
});
type Input = z.infer<typeof input>;

const PROFILE_TIMEOUT_MS = 15 * 60_000;
/** ACTIVE does not instantly mean that the webhook knows the profile; the canary is the proof, this only saves it a miss. */
const GRACE_MS = 15_000;

/**
 * A Fargate profile: immutable, one operation at a time in a cluster, CREATING for minutes, and it
 * takes pods only when they are created.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23)
 */
export const createFargateProfile = defineMigrationStep<Input>({
  id: 'create-fargate-profile',
  phase: 'system',
  input,
  describe: (i) => ({
    title: `Create the Fargate profile ${i.name} (${i.selectors.map(selectorText).join(' or ')})`,
    effects: [`eks:CreateFargateProfile ${i.name}`],
    estimateSeconds: 150,
    reversible: true,
  }),
  async precondition({ ports, signal }, i) {
    const there = await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal });
    if (!there) return { state: 'ready' };
    const same =
      jsonEqual(there.selectors, i.selectors) &&
      there.podExecutionRoleArn === i.podExecutionRoleArn;
    if (same && there.status === 'ACTIVE')
      return { state: 'already-done', why: `profile ${i.name} is ACTIVE` };
    return same && there.status === 'CREATING'
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: `Profile ${i.name} exists with status ${there.status} and ${same ? 'the same' : 'other'} selectors.`,
          remedy: `Profiles cannot be changed. Delete it when no pod needs it: aws eks delete-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}.`,
        };
  },
  async apply(context, i) {
    await patiently(context, `room for a profile operation in cluster ${i.cluster}`, async () => {
      await context.effect({
        kind: 'eks-create-fargate-profile',
        cluster: i.cluster,
        name: i.name,
        podExecutionRoleArn: i.podExecutionRoleArn,
        subnetIds: i.subnetIds,
        selectors: i.selectors,
        tags: ourMarks(context),
      });
    });
    await context.wait(
      {
        for: `profile ${i.name} ACTIVE`,
        timeoutMs: PROFILE_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `aws eks describe-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name} shows its health issues.`,
      },
      async (): Promise<Probe<null>> => {
        const p = await context.ports.aws.eks.describeFargateProfile(i.cluster, i.name, {
          signal: context.signal,
        });
        if (p?.status === 'ACTIVE') return { state: 'done', value: null };
        if (p?.status === 'CREATE_FAILED' || p?.status === 'DELETE_FAILED')
          return {
            state: 'failed',
            reason: `Profile ${i.name} is ${p.status}: ${p.healthIssues.map((h) => `${h.code}: ${h.message}`).join('; ') || 'no health issue given'}.`,
            remedy: 'Mend what the health issue names, then fargatectl migrate --resume.',
          };
        return { state: 'waiting', seen: p?.status ?? 'not there yet' };
      },
    );
    await context.clock.sleep(GRACE_MS, context.signal);
  },
  async verify({ ports, signal }, i) {
    const p = await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal });
    return p?.status === 'ACTIVE' && jsonEqual(p.selectors, i.selectors)
      ? { state: 'ok', evidence: `${i.name} is ACTIVE` }
      : {
          state: 'failed',
          reason: `Profile ${i.name} is ${p?.status ?? 'not there'}.`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
  /** A profile takes its pods with it, so it goes only when no pod carries it any more. */
  async beforeUndo(context, i) {
    await context.wait(
      {
        for: `no pod on profile ${i.name}`,
        timeoutMs: PROFILE_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `kubectl get pods -A -l ${FARGATE_PROFILE_LABEL}=${i.name} lists them; move them to EC2 first.`,
      },
      async (): Promise<Probe<null>> => {
        const pods = await context.ports.kube.list(
          { apiVersion: 'v1', kind: 'Pod', labelSelector: `${FARGATE_PROFILE_LABEL}=${i.name}` },
          { signal: context.signal },
        );
        return pods.length === 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `${pods.length} pods` };
      },
    );
  },
  async afterUndo(context, i) {
    await context.wait(
      {
        for: `profile ${i.name} deleted`,
        timeoutMs: PROFILE_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: `aws eks describe-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name} shows its state.`,
      },
      async (): Promise<Probe<null>> => {
        const p = await context.ports.aws.eks.describeFargateProfile(i.cluster, i.name, {
          signal: context.signal,
        });
        if (!p) return { state: 'done', value: null };
        return p.status === 'DELETE_FAILED'
          ? {
              state: 'failed',
              reason: `Profile ${i.name} is DELETE_FAILED.`,
              remedy: 'Delete it again with aws eks delete-fargate-profile.',
            }
          : { state: 'waiting', seen: p.status };
      },
    );
  },
});

const selectorText = (s: Input['selectors'][number]): string =>
  [s.namespace, ...Object.entries(s.labels ?? {}).map(([k, v]) => `${k}=${v}`)].join(' & ');

/** Profile operations are one at a time: another one's turn is waited for, not fought. */
async function patiently(
  context: StepContext,
  what: string,
  act: () => Promise<void>,
): Promise<void> {
  await context.wait(
    {
      for: what,
      timeoutMs: PROFILE_TIMEOUT_MS,
      everyMs: 5_000,
      remedy: 'aws eks list-fargate-profiles shows which profile is being created or deleted.',
    },
    async (): Promise<Probe<null>> => {
      try {
        await act();
        return { state: 'done', value: null };
      } catch (error) {
        const call = cloudCallOf(error);
        const iamLag =
          isFargatectlError(error) && /Misconfigured PodExecutionRole/.test(error.message);
        if (
          (call?.reason === 'ResourceInUseException' &&
            !/already exists/i.test((error as Error).message)) ||
          iamLag
        )
          return { state: 'waiting', seen: (error as Error).message };
        throw error;
      }
    },
  );
}
