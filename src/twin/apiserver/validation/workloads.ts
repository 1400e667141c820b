import { selectorMatches, type KubeObject, type LabelSelector } from '../../../model/index.ts';
import {
  at,
  childOf,
  copyJson,
  isDraft,
  listOf,
  numberAt,
  sameJson,
  textAt,
  type Draft,
} from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import { forbiddenField, immutable, invalidValue, required, unsupported } from './causes.ts';
import { labelsFaults } from './names.ts';
import { podSpecFaults } from './pod-spec.ts';

const NEGATIVE = 'must be greater than or equal to 0';

function templateFaults(spec: unknown, field: string): StatusCause[] {
  const template = childOf(spec, 'template');
  if (!template) return [required(`${field}.template`)];
  return [
    ...labelsFaults(at(template, 'metadata', 'labels'), `${field}.template.labels`),
    ...podSpecFaults(childOf(template, 'spec'), `${field}.template.spec`, claimNames(spec)),
  ];
}

/** A StatefulSet's containers may mount what its claim templates will make. */
const claimNames = (spec: unknown): readonly unknown[] =>
  listOf(spec, 'volumeClaimTemplates').map((claim) => at(claim, 'metadata', 'name'));

function nonNegative(spec: unknown, key: string): StatusCause[] {
  const value = numberAt(spec, key) ?? 0;
  return value < 0 ? [invalidValue(`spec.${key}`, value, NEGATIVE)] : [];
}

/** Deployments, ReplicaSets, StatefulSets and DaemonSets. */
export function faultsOfWorkload(draft: Draft, old: KubeObject | undefined): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const faults = [...nonNegative(spec, 'replicas'), ...nonNegative(spec, 'minReadySeconds')];
  const selector = childOf(spec, 'selector');
  const empty = !selector || (!at(selector, 'matchLabels') && !at(selector, 'matchExpressions'));
  if (!selector) faults.push(required('spec.selector'));
  else if (empty)
    faults.push(
      invalidValue(
        'spec.selector',
        selector,
        'empty selector is invalid for ' + String(draft['kind']).toLowerCase(),
      ),
    );
  const labels = at(spec, 'template', 'metadata', 'labels') as Record<string, string> | undefined;
  if (selector && !empty && !selectorMatches(selector as unknown as LabelSelector, labels))
    faults.push(
      invalidValue(
        'spec.template.metadata.labels',
        labels ?? {},
        '`selector` does not match template `labels`',
      ),
    );
  faults.push(...templateFaults(spec, 'spec'));
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  if (policy !== 'Always')
    faults.push(unsupported('spec.template.spec.restartPolicy', policy, ['Always']));
  if (draft['kind'] === 'Deployment') faults.push(...rollingFaults(spec));
  if (old) faults.push(...changeFaults(draft, old));
  return faults;
}

function rollingFaults(spec: unknown): StatusCause[] {
  const strategy = childOf(spec, 'strategy');
  const rolling = childOf(strategy, 'rollingUpdate');
  if (strategy?.['type'] === 'Recreate')
    return rolling
      ? [
          forbiddenField(
            'spec.strategy.rollingUpdate',
            "may not be specified when strategy `type` is 'Recreate'",
          ),
        ]
      : [];
  const zero = (v: unknown): boolean => v === 0 || v === '0%';
  return zero(rolling?.['maxUnavailable']) && zero(rolling?.['maxSurge'])
    ? [
        invalidValue(
          'spec.strategy.rollingUpdate.maxUnavailable',
          rolling?.['maxUnavailable'],
          'may not be 0 when `maxSurge` is 0',
        ),
      ]
    : [];
}

function changeFaults(draft: Draft, old: KubeObject): StatusCause[] {
  if (draft['kind'] !== 'StatefulSet')
    return sameJson(at(draft, 'spec', 'selector'), at(old, 'spec', 'selector'))
      ? []
      : [immutable('spec.selector', at(draft, 'spec', 'selector'))];
  const fixed = (spec: unknown): Draft => {
    const copy = copyJson(spec) as Draft;
    for (const key of [
      'replicas',
      'ordinals',
      'template',
      'updateStrategy',
      'revisionHistoryLimit',
      'persistentVolumeClaimRetentionPolicy',
      'minReadySeconds',
    ])
      delete copy[key];
    for (const claim of listOf(copy, 'volumeClaimTemplates')) delete claim['status'];
    return copy;
  };
  return sameJson(fixed(at(draft, 'spec')), fixed(at(old, 'spec')))
    ? []
    : [
        forbiddenField(
          'spec',
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
        ),
      ];
}

export function faultsOfJob(draft: Draft, old: KubeObject | undefined): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const faults = [
    ...nonNegative(spec, 'parallelism'),
    ...nonNegative(spec, 'completions'),
    ...nonNegative(spec, 'backoffLimit'),
    ...jobTemplateFaults(spec, 'spec'),
  ];
  if (old)
    for (const key of ['template', 'selector', 'completions', 'completionMode'])
      if (!sameJson(at(spec, key), at(old, 'spec', key)) && !mayChange(old, key))
        faults.push(immutable(`spec.${key}`, at(spec, key)));
  return faults;
}

/** The template of a suspended Job that never started can still be scheduled elsewhere. */
const mayChange = (old: KubeObject, key: string): boolean =>
  key === 'template' &&
  at(old, 'spec', 'suspend') === true &&
  at(old, 'status', 'startTime') === undefined;

function jobTemplateFaults(spec: unknown, field: string): StatusCause[] {
  const faults = templateFaults(spec, field);
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  if (policy === 'Always')
    faults.push({
      reason: 'FieldValueNotSupported',
      field: `${field}.template.spec.restartPolicy`,
      message: 'Required value: valid values: "OnFailure", "Never"',
    });
  return faults;
}

const MACROS = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;

export function faultsOfCronJob(draft: Draft): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const schedule = textAt(spec, 'schedule') ?? '';
  const fields = schedule.trim().split(/\s+/).length;
  const faults: StatusCause[] = [];
  if (schedule === '') faults.push(required('spec.schedule'));
  else if (!MACROS.test(schedule) && fields !== 5)
    faults.push(
      invalidValue(
        'spec.schedule',
        schedule,
        `expected exactly 5 fields, found ${fields}: [${schedule.trim().split(/\s+/).join(' ')}]`,
      ),
    );
  const template = childOf(childOf(spec, 'jobTemplate'), 'spec');
  if (!template) return [...faults, required('spec.jobTemplate')];
  return [...faults, ...jobTemplateFaults(template, 'spec.jobTemplate.spec')];
}

export function faultsOfAutoscaler(draft: Draft): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const min = numberAt(spec, 'minReplicas') ?? 1;
  const max = numberAt(spec, 'maxReplicas') ?? 0;
  const faults: StatusCause[] = [];
  if (min < 1)
    faults.push(invalidValue('spec.minReplicas', min, 'must be greater than or equal to 1'));
  if (max < 1) faults.push(invalidValue('spec.maxReplicas', max, 'must be greater than 0'));
  if (max < min)
    faults.push(
      invalidValue('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'),
    );
  if (!textAt(spec, 'scaleTargetRef', 'kind')) faults.push(required('spec.scaleTargetRef.kind'));
  if (!textAt(spec, 'scaleTargetRef', 'name')) faults.push(required('spec.scaleTargetRef.name'));
  return faults;
}

export function faultsOfBudget(draft: Draft): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const faults: StatusCause[] = [];
  if (at(spec, 'minAvailable') !== undefined && at(spec, 'maxUnavailable') !== undefined)
    faults.push(
      invalidValue(
        'spec',
        isDraft(spec) ? spec : {},
        'minAvailable and maxUnavailable cannot be both set',
      ),
    );
  for (const key of ['minAvailable', 'maxUnavailable']) {
    const value = at(spec, key);
    const good =
      value === undefined ||
      (typeof value === 'number' ? value >= 0 : /^\d{1,3}%$/.test(String(value)));
    if (!good)
      faults.push(
        invalidValue(
          `spec.${key}`,
          value,
          typeof value === 'number'
            ? NEGATIVE
            : "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      );
  }
  return faults;
}
