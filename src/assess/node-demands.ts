import type { Subject } from './subject.ts';

/** One demand on the node that the pod cannot do without. */
export interface NodeDemand {
  readonly key: string;
  /** As a person reads it: `pool=general`, `kubernetes.io/arch In [arm64]`. */
  readonly shown: string;
  readonly field: string;
  /** Which of the OR-ed terms of required affinity it stands in; null for nodeSelector. */
  readonly term: number | null;
  /** Whether a node whose label has this value (undefined: no such label) meets it. */
  readonly accepts: (value: string | undefined) => boolean;
}

/** nodeSelector and required node affinity, one by one. */
export function nodeDemands(s: Subject): readonly NodeDemand[] {
  const selector = Object.entries(s.spec.nodeSelector ?? {}).map(([key, wanted]): NodeDemand => ({
    key,
    shown: `${key}=${wanted}`,
    field: `${s.specField}.nodeSelector["${key}"]`,
    term: null,
    accepts: (value) => value === wanted,
  }));
  const required = s.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = (required?.nodeSelectorTerms ?? []).flatMap((term, i) =>
    (term.matchExpressions ?? []).map(({ key, operator, values = [] }, j): NodeDemand => ({
      key,
      shown: `${key} ${operator}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`,
      field: `${s.specField}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}].matchExpressions[${j}]`,
      term: i,
      accepts: (value) => meets(operator, values, value),
    })),
  );
  return [...selector, ...terms];
}

function meets(operator: string, values: readonly string[], value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/**
 * Labels of a Fargate node, as far as they are known beforehand; zones depend on the subnets.
 * @source facts sheet 2.6, from published node dumps (read 2026-11-23)
 */
const FARGATE_LABELS: Readonly<Record<string, string>> = {
  'eks.amazonaws.com/compute-type': 'fargate',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/os': 'linux',
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
};
const ZONE =
  /^(topology\.kubernetes\.io\/(zone|region)|failure-domain\.beta\.kubernetes\.io\/(zone|region))$/;

/** Whether a Fargate node can meet it; `maybe` where its subnet decides. */
export const onFargate = (d: NodeDemand): 'yes' | 'no' | 'maybe' =>
  ZONE.test(d.key) ? 'maybe' : d.accepts(FARGATE_LABELS[d.key]) ? 'yes' : 'no';

/** Architecture and operating system have rules of their own, with their own ways out. */
export const hasOwnRule = (d: NodeDemand): boolean =>
  /^(beta\.)?kubernetes\.io\/(arch|os)$/.test(d.key);
