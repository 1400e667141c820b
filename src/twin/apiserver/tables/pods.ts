import type { KubeObject } from '../../../model/index.ts';
import { at, listOf, numberAt, textAt, type Draft } from '../draft.ts';
import { ageOf } from './age.ts';
import { age, AGE, conditionOf, NAME, NONE, text, textOr } from './cells.ts';
import { column, type Printer } from './table.ts';

/**
 * Pods, with the one word that says how they are.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/printers/internalversion/printers.go (read 2026-11-23)
 */
export const pods: Printer = {
  columns: [
    NAME,
    column('Ready'),
    column('Status'),
    column('Restarts'),
    AGE,
    column('IP', { wide: true }),
    column('Node', { wide: true }),
    column('Nominated Node', { wide: true }),
    column('Readiness Gates', { wide: true }),
  ],
  cells(pod, now) {
    const state = stateOf(pod);
    return [
      pod.metadata.name,
      `${state.ready}/${state.total}`,
      state.reason,
      state.lastRestart === undefined || state.restarts === 0
        ? String(state.restarts)
        : `${state.restarts} (${ageOf(state.lastRestart, now)} ago)`,
      age(pod, now),
      textOr(NONE, textAt(pod, 'status', 'podIP')),
      textOr(NONE, textAt(pod, 'spec', 'nodeName')),
      textOr(NONE, textAt(pod, 'status', 'nominatedNodeName')),
      gates(pod),
    ];
  },
};

function gates(pod: KubeObject): string {
  const wanted = listOf(at(pod, 'spec'), 'readinessGates');
  if (wanted.length === 0) return NONE;
  const met = wanted.filter(
    (g) => conditionOf(pod, text(g, 'conditionType'))?.['status'] === 'True',
  );
  return `${met.length}/${wanted.length}`;
}

interface PodState {
  reason: string;
  ready: number;
  total: number;
  restarts: number;
  lastRestart: string | undefined;
}

const isSidecar = (container: Draft | undefined): boolean =>
  container?.['restartPolicy'] === 'Always';

function stateOf(pod: KubeObject): PodState {
  const spec = at(pod, 'spec');
  const status = at(pod, 'status');
  const inits = listOf(spec, 'initContainers');
  const state: PodState = {
    reason: textOr(text(status, 'phase'), textAt(status, 'reason')),
    ready: 0,
    total: listOf(spec, 'containers').length + inits.filter(isSidecar).length,
    restarts: 0,
    lastRestart: undefined,
  };
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.['reason'] === 'SchedulingGated') state.reason = 'SchedulingGated';
  const initializing = initState(state, inits, listOf(status, 'initContainerStatuses'));
  if (!initializing || conditionOf(pod, 'Initialized')?.['status'] === 'True')
    mainState(state, pod, listOf(status, 'containerStatuses'));
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (textAt(status, 'reason') === 'NodeLost') state.reason = 'Unknown';
    else if (!['Succeeded', 'Failed'].includes(text(status, 'phase'))) state.reason = 'Terminating';
  }
  return state;
}

function noteRestarts(state: PodState, status: Draft): void {
  state.restarts += numberAt(status, 'restartCount') ?? 0;
  const last = textAt(status, 'lastState', 'terminated', 'finishedAt');
  if (last && (state.lastRestart === undefined || last > state.lastRestart))
    state.lastRestart = last;
}

/** Whether init containers are still at it; the reason then says which. */
function initState(state: PodState, inits: readonly Draft[], statuses: readonly Draft[]): boolean {
  for (const [i, status] of statuses.entries()) {
    noteRestarts(state, status);
    const container = inits.find((c) => c['name'] === status['name']);
    const terminated = at(status, 'state', 'terminated');
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    if (numberAt(terminated, 'exitCode') === 0) continue;
    if (isSidecar(container) && status['started'] === true) {
      if (status['ready'] === true) state.ready += 1;
      continue;
    }
    if (terminated !== undefined) state.reason = `Init:${endOf(terminated)}`;
    else if (waiting && waiting !== 'PodInitializing') state.reason = `Init:${waiting}`;
    else state.reason = `Init:${i}/${inits.length}`;
    return true;
  }
  return false;
}

function endOf(terminated: unknown): string {
  const reason = textAt(terminated, 'reason');
  if (reason) return reason;
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`;
}

function mainState(state: PodState, pod: KubeObject, statuses: readonly Draft[]): void {
  let running = false;
  for (const status of [...statuses].reverse()) {
    noteRestarts(state, status);
    const waiting = textAt(status, 'state', 'waiting', 'reason');
    const terminated = at(status, 'state', 'terminated');
    if (waiting) state.reason = waiting;
    else if (terminated !== undefined) state.reason = endOf(terminated);
    else if (status['ready'] === true && at(status, 'state', 'running') !== undefined) {
      running = true;
      state.ready += 1;
    }
  }
  // Some containers have done their work, others go on.
  if (state.reason === 'Completed' && running)
    state.reason = conditionOf(pod, 'Ready')?.['status'] === 'True' ? 'Running' : 'NotReady';
}
