import { beginClusterRun, clusterRunIds, Journal, openClusterRun } from '../execute/index.ts';
import { JOURNAL_NAMESPACE, text, type Plan } from '../model/index.ts';
import type { Clock, Kubernetes } from '../ports/index.ts';
import { parsePlan } from '../plan/index.ts';
import {
  chooseRun,
  newRun,
  openRun,
  type FoundRun,
  type RunStart,
  type StoredRun,
} from './state.ts';

/** `--journal`: a folder of this machine, or ConfigMaps of the cluster, where colleagues can go on. */
export interface JournalFlags {
  readonly stateDir: string;
  readonly journal?: 'local' | 'cluster';
  readonly run?: string;
}

interface World {
  readonly kube: Kubernetes;
  readonly clock: Clock;
}

/** The named run, or the newest, from where `--journal` says. `world` is opened only for the cluster. */
export async function findRun(
  flags: JournalFlags,
  world: () => Promise<World>,
  only?: 'migration',
): Promise<FoundRun> {
  if (flags.journal !== 'cluster') return openRun(flags.stateDir, flags.run, only);
  const { kube, clock } = await world();
  const place = `ConfigMaps of namespace ${JOURNAL_NAMESPACE}`;
  const ids = await clusterRunIds(kube);
  const id = chooseRun(ids, flags.run, text(place, `네임스페이스 ${JOURNAL_NAMESPACE}의 ConfigMap`), only); // prettier-ignore
  const found = await openClusterRun(kube, clock, id);
  const journal = Journal.open(found.journal);
  return {
    id,
    place: 'cluster',
    plan: parsePlan(found.plan, `${place}, run ${id}`),
    journal,
    async open() {
      await found.journal.claim();
      return journal;
    },
  };
}

/** A run that begins where `--journal` says, when it is opened. */
export function startRun(
  flags: JournalFlags,
  { kube, clock }: World,
  header: RunStart,
  plan: Plan,
): StoredRun {
  if (flags.journal !== 'cluster') return newRun(flags.stateDir, header, plan);
  return {
    id: header.run,
    place: 'cluster',
    plan,
    async open() {
      const store = await beginClusterRun(kube, clock, header.run, JSON.stringify(plan));
      const journal = Journal.create(store, { type: 'run', format: 1, ...header });
      await journal.saved();
      return journal;
    },
  };
}
