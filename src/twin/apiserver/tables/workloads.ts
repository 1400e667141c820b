import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, listOf, textAt } from '../draft.ts';
import { selectorText } from '../selectors/text.ts';
import { ageOf, humanDuration } from './age.ts';
import {
  age,
  AGE,
  conditionOf,
  containersOf,
  count,
  integer,
  labelsText,
  NAME,
  NONE,
  text,
  textOr,
  WIDE_SELECTOR,
  WIDE_TEMPLATE,
} from './cells.ts';
import { column, type Printer } from './table.ts';

const template = (o: KubeObject): readonly [string, string] =>
  containersOf(at(o, 'spec', 'template'));
const selector = (o: KubeObject): string => textOr(NONE, selectorText(at(o, 'spec', 'selector')));

export const deployments: Printer = {
  columns: [NAME, column('Ready'), column('Up-to-date'), column('Available'), AGE, ...WIDE_TEMPLATE, WIDE_SELECTOR],
  cells: (o, now) => [
    o.metadata.name,
    `${count(o, 'status', 'readyReplicas')}/${count(o, 'spec', 'replicas')}`,
    count(o, 'status', 'updatedReplicas'),
    count(o, 'status', 'availableReplicas'),
    age(o, now),
    ...template(o),
    selectorText(at(o, 'spec', 'selector')),
  ],
}; // prettier-ignore

export const replicaSets: Printer = {
  columns: [NAME, integer('Desired'), integer('Current'), integer('Ready'), AGE, ...WIDE_TEMPLATE, WIDE_SELECTOR],
  cells: (o, now) => [
    o.metadata.name,
    count(o, 'spec', 'replicas'),
    count(o, 'status', 'replicas'),
    count(o, 'status', 'readyReplicas'),
    age(o, now),
    ...template(o),
    selector(o),
  ],
}; // prettier-ignore

export const statefulSets: Printer = {
  columns: [NAME, column('Ready'), AGE, ...WIDE_TEMPLATE],
  cells: (o, now) => [
    o.metadata.name,
    `${count(o, 'status', 'readyReplicas')}/${count(o, 'spec', 'replicas')}`,
    age(o, now),
    ...template(o),
  ],
};

export const daemonSets: Printer = {
  columns: [
    NAME, integer('Desired'), integer('Current'), integer('Ready'), integer('Up-to-date'),
    integer('Available'), column('Node Selector'), AGE, ...WIDE_TEMPLATE, WIDE_SELECTOR,
  ], // prettier-ignore
  cells: (o, now) => [
    o.metadata.name,
    count(o, 'status', 'desiredNumberScheduled'),
    count(o, 'status', 'currentNumberScheduled'),
    count(o, 'status', 'numberReady'),
    count(o, 'status', 'updatedNumberScheduled'),
    count(o, 'status', 'numberAvailable'),
    labelsText(at(o, 'spec', 'template', 'spec', 'nodeSelector')),
    age(o, now),
    ...template(o),
    selector(o),
  ],
};

function jobStatus(o: KubeObject): string {
  const is = (type: string): boolean => conditionOf(o, type)?.['status'] === 'True';
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (o.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (is('Suspended')) return 'Suspended';
  if (is('FailureTarget')) return 'FailureTarget';
  if (is('SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

function jobDuration(o: KubeObject, now: number): string {
  const start = textAt(o, 'status', 'startTime');
  const end = textAt(o, 'status', 'completionTime');
  if (start === undefined) return '';
  return humanDuration((end === undefined ? now : Date.parse(end)) - Date.parse(start));
}

export const jobs: Printer = {
  columns: [NAME, column('Status'), column('Completions'), column('Duration'), AGE, ...WIDE_TEMPLATE, WIDE_SELECTOR],
  cells(o, now) {
    const done = count(o, 'status', 'succeeded');
    const wanted = at(o, 'spec', 'completions');
    const parallelism = count(o, 'spec', 'parallelism');
    const completions =
      typeof wanted === 'number'
        ? `${done}/${wanted}`
        : parallelism > 1
          ? `${done}/1 of ${parallelism}`
          : `${done}/1`;
    return [o.metadata.name, jobStatus(o), completions, jobDuration(o, now), age(o, now), ...template(o), selector(o)];
  },
}; // prettier-ignore

export const cronJobs: Printer = {
  columns: [
    NAME, column('Schedule'), column('Timezone'), column('Suspend'), integer('Active'),
    column('Last Schedule'), AGE, ...WIDE_TEMPLATE, WIDE_SELECTOR,
  ], // prettier-ignore
  cells(o, now) {
    const last = textAt(o, 'status', 'lastScheduleTime');
    const job = childOf(at(o, 'spec', 'jobTemplate'), 'spec');
    return [
      o.metadata.name,
      text(o, 'spec', 'schedule'),
      textOr(NONE, textAt(o, 'spec', 'timeZone')),
      at(o, 'spec', 'suspend') === true ? 'True' : 'False',
      listOf(at(o, 'status'), 'active').length,
      last === undefined ? NONE : ageOf(last, now),
      age(o, now),
      ...containersOf(at(job, 'template')),
      textOr(NONE, selectorText(at(job, 'selector'))),
    ];
  },
};

export const controllerRevisions: Printer = {
  columns: [NAME, column('Controller'), integer('Revision'), AGE],
  cells(o, now) {
    const owner = o.metadata.ownerReferences?.find((r) => r.controller);
    const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
    return [
      o.metadata.name,
      owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : NONE,
      count(o, 'revision'),
      age(o, now),
    ];
  },
};

function metricText(o: KubeObject): string {
  const current = listOf(at(o, 'status'), 'currentMetrics');
  const targets = listOf(at(o, 'spec'), 'metrics').map((metric, i) => {
    const target = at(metric, 'resource', 'target') ?? at(metric, 'containerResource', 'target');
    const name = text(metric, 'resource', 'name') || text(metric, 'containerResource', 'name');
    const now = at(current[i], 'resource', 'current');
    const utilization = at(target, 'averageUtilization');
    if (utilization !== undefined)
      return `${name}: ${textOr('<unknown>', percent(at(now, 'averageUtilization')))}/${String(utilization)}%`;
    const value = at(target, 'averageValue') ?? at(target, 'value');
    if (value !== undefined)
      return `${name === '' ? '' : `${name}: `}${textOr('<unknown>', at(now, 'averageValue'))}/${String(value)}`;
    return '<unknown>';
  });
  if (targets.length === 0) return NONE;
  return targets.length > 2
    ? `${targets.slice(0, 2).join(', ')} + ${targets.length - 2} more...`
    : targets.join(', ');
}

const percent = (value: unknown): string | undefined =>
  typeof value === 'number' ? `${value}%` : undefined;

export const autoscalers: Printer = {
  columns: [NAME, column('Reference'), column('Targets'), column('MinPods'), column('MaxPods'), column('Replicas'), AGE],
  cells: (o, now) => [
    o.metadata.name,
    `${text(o, 'spec', 'scaleTargetRef', 'kind')}/${text(o, 'spec', 'scaleTargetRef', 'name')}`,
    metricText(o),
    textOr('<unset>', at(o, 'spec', 'minReplicas')),
    count(o, 'spec', 'maxReplicas'),
    count(o, 'status', 'currentReplicas'),
    age(o, now),
  ],
}; // prettier-ignore

export const budgets: Printer = {
  columns: [NAME, column('Min Available'), column('Max Unavailable'), integer('Allowed Disruptions'), AGE],
  cells: (o, now) => [
    o.metadata.name,
    textOr('N/A', at(o, 'spec', 'minAvailable')),
    textOr('N/A', at(o, 'spec', 'maxUnavailable')),
    count(o, 'status', 'disruptionsAllowed'),
    age(o, now),
  ],
}; // prettier-ignore
