import type { PodSpec } from '../kubernetes.ts';
import { meetsRequirement } from '../node-requirement.ts';

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

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Required terms of a pod's node affinity, where it has any. */
const requiredTerms = (spec: PodSpec) =>
  spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ??
  [];

/** Where the required node affinity of a pod spec stands. */
export const requiredField = (specField: string): string =>
  `${specField}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`;

/** nodeSelector and required node affinity, one by one. `specField`: the path of the spec, such as `spec.template.spec`. */
export function nodeDemandsOf(spec: PodSpec, specField: string): readonly NodeDemand[] {
  const selector = Object.entries(spec.nodeSelector ?? {}).map(([key, wanted]): NodeDemand => ({
    key,
    shown: `${key}=${wanted}`,
    field: `${specField}.nodeSelector["${key}"]`,
    term: null,
    accepts: (value) => value === wanted,
  }));
  const terms = requiredTerms(spec).flatMap((term, i) => {
    const at = `${requiredField(specField)}.nodeSelectorTerms[${i}]`;
    const demand =
      (list: string) =>
      ({ key, operator, values = [] }: Expression, j: number): NodeDemand => ({
        key,
        shown: `${key} ${operator}${values.length > 0 ? ` [${values.join(', ')}]` : ''}`,
        field: `${at}.${list}[${j}]`,
        term: i,
        accepts: (value) => meetsRequirement(operator, values, value),
      });
    const { matchExpressions = [], matchFields = [] } = term;
    // To Kubernetes a term without demands matches no node at all.
    if (matchExpressions.length + matchFields.length === 0)
      return [{ key: '', shown: 'an empty term', field: at, term: i, accepts: () => false }];
    return [
      ...matchExpressions.map(demand('matchExpressions')),
      ...matchFields.map(demand('matchFields')),
    ];
  });
  return [...selector, ...terms];
}

/** A name that the node will have and nobody knows beforehand. */
const NOT_YET_KNOWN = 'fargate-ip-…';
/**
 * Labels of a Fargate node, as far as they are known beforehand; zones depend on the subnets. The
 * last one is no label but the field that matchFields asks for.
 * @source facts sheet 2.6, from published node dumps (read 2026-11-23)
 */
const FARGATE_LABELS: Readonly<Record<string, string>> = {
  'eks.amazonaws.com/compute-type': 'fargate',
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/os': 'linux',
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'kubernetes.io/hostname': NOT_YET_KNOWN,
  'metadata.name': NOT_YET_KNOWN,
};
export const ZONE_LABEL = /^(topology|failure-domain\.beta)\.kubernetes\.io\/zone$/;
const REGION = /^(topology|failure-domain\.beta)\.kubernetes\.io\/region$/;

/** Where Fargate pods of the cluster would run; what is not known is undefined. */
export interface Places {
  readonly region?: string;
  /** Zones of the subnets that profiles may use. */
  readonly zones?: readonly string[];
}

/** Whether a Fargate node can meet it; `maybe` where its subnet decides and subnets are not known. */
export function onFargate(d: NodeDemand, places: Places = {}): 'yes' | 'no' | 'maybe' {
  const values = ZONE_LABEL.test(d.key)
    ? places.zones
    : REGION.test(d.key)
      ? places.region === undefined
        ? undefined
        : [places.region]
      : [FARGATE_LABELS[d.key]];
  if (values === undefined || values.length === 0) {
    // Whatever zone it is, the label is there.
    return d.accepts(NOT_YET_KNOWN) ? 'yes' : d.shown.endsWith('DoesNotExist') ? 'no' : 'maybe';
  }
  return values.some((value) => d.accepts(value)) ? 'yes' : 'no';
}

/**
 * The demands for which no Fargate node will do: those of nodeSelector, and those of required
 * affinity unless one of its terms, which are OR-ed, can be met.
 */
export function unmetDemandsOf(
  spec: PodSpec,
  specField: string,
  places: Places = {},
): readonly NodeDemand[] {
  const failing = nodeDemandsOf(spec, specField).filter((d) => onFargate(d, places) === 'no');
  const isOpen = requiredTerms(spec).some((_, i) => failing.every((d) => d.term !== i));
  return failing.filter((d) => d.term === null || !isOpen);
}
