import fc from 'fast-check';
import {
  autoscalers,
  daemonSets,
  deletions,
  deployments,
  replicaSets,
  statefulSets,
} from './apps.ts';
import { cronJobs, jobs } from './batch.ts';
import { PLAIN_LIVES } from './plain-lives.ts';
import type { Case } from './steps.ts';

export const FAMILIES = {
  CronJob: { arbitrary: cronJobs, share: 1 },
  Job: { arbitrary: jobs, share: 8 },
  HorizontalPodAutoscaler: { arbitrary: autoscalers, share: 3 },
  Deployment: { arbitrary: deployments, share: 16 },
  StatefulSet: { arbitrary: statefulSets, share: 10 },
  DaemonSet: { arbitrary: daemonSets, share: 8 },
  ReplicaSet: { arbitrary: replicaSets, share: 5 },
  deletion: { arbitrary: deletions, share: 4 },
} as const;

/** The plain lives and so many random cases, the slow families first: they run beside each other. */
export function casesOf(seed: number, count: number, only?: string): readonly Case[] {
  const families = Object.entries(FAMILIES).filter(([name]) => only === undefined || name === only);
  const shares = families.reduce((n, [, f]) => n + f.share, 0);
  const plain = PLAIN_LIVES.filter((c) => only === undefined || c.family === only);
  const random = families.flatMap(([, { arbitrary, share }]) =>
    fc.sample(arbitrary as fc.Arbitrary<Case>, {
      seed,
      numRuns: Math.max(1, Math.round((count * share) / shares)),
    }),
  );
  return [...plain, ...random];
}
