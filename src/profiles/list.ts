import {
  chooseProfile,
  COMPUTE_TYPE,
  FARGATE_PROFILE_LABEL,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  workloadKey,
  type FargateProfile,
  type FargateSelector,
  type Snapshot,
  type Workload,
} from '../model/index.ts';
import { runningPods } from '../size/index.ts';
import { podOf } from './propose.ts';

/** One profile of the cluster, with the pods that it has and would have. */
export interface ListedProfile {
  readonly name: string;
  readonly status: string;
  readonly healthIssues: FargateProfile['healthIssues'];
  readonly selectors: readonly FargateSelector[];
  readonly subnetIds: readonly string[];
  readonly podExecutionRoleArn: string;
  /** Made by a run of ours. */
  readonly ours: boolean;
  /** Pods that carry it, `namespace/name`; `ended` ones (of Jobs) are counted. Null when pods were not read. */
  readonly pods: { readonly running: readonly string[]; readonly ended: number } | null;
  /**
   * Workloads whose next pods it would take, with their pods that do not carry it now. DaemonSets and
   * those that opted out are nobody's. Only an ACTIVE profile takes pods. Null when pods were not read.
   */
  readonly wouldTake: readonly { readonly workload: string; readonly podsElsewhere: number }[] | null;
} // prettier-ignore

/** Every profile of the snapshot, by name. Pure. */
export function listProfiles(
  profiles: readonly FargateProfile[],
  snapshot: Snapshot,
  workloads: readonly Workload[],
): readonly ListedProfile[] {
  const running = runningPods(snapshot);
  const active = profiles.filter((p) => p.status === 'ACTIVE');
  const homes = workloads
    .filter(
      (w) =>
        w.ref.kind !== 'DaemonSet' && w.template.metadata?.annotations?.[COMPUTE_TYPE] !== 'ec2',
    ) // prettier-ignore
    .map((w) => ({ key: workloadKey(w.ref), home: chooseProfile(active, podOf(w))?.name }));
  const carried = (p: { readonly metadata: { readonly labels?: Readonly<Record<string, string>> } }) =>
    p.metadata.labels?.[FARGATE_PROFILE_LABEL]; // prettier-ignore
  const all = snapshot.objects.filter((o) => o.kind === 'Pod');
  return [...profiles]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, status, healthIssues, selectors, subnetIds, podExecutionRoleArn, tags }) => {
      const own = running?.filter((p) => carried(p.pod) === name);
      return {
        name,
        status,
        healthIssues,
        selectors,
        subnetIds,
        podExecutionRoleArn,
        ours: tags[MANAGED_BY] === MANAGED_BY_VALUE,
        pods: own
          ? {
              running: own.map(({ pod }) => `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`).sort(), // prettier-ignore
              ended: all.filter((p) => carried(p) === name).length - own.length,
            }
          : null,
        wouldTake: running
          ? homes
              .filter((h) => h.home === name)
              .map(({ key }) => ({
                workload: key,
                podsElsewhere: running.filter((p) => p.owner === key && carried(p.pod) !== name).length, // prettier-ignore
              }))
          : null,
      };
    });
}
