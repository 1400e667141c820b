import type { Container, KubeObject, PodSpec } from '../kubernetes.ts';

type Amounts = Readonly<Record<string, string | number>>;
interface LimitRangeItem {
  readonly type?: string;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
}

/**
 * The pod as it is after admission in a namespace with these LimitRanges: containers without
 * requests or limits take the range's defaults. They count towards the Fargate size.
 * @source https://kubernetes.io/docs/concepts/policy/limit-range/ (read 2026-11-23)
 */
export function withLimitRangeDefaults(spec: PodSpec, limitRanges: readonly KubeObject[]): PodSpec {
  const items = limitRanges
    .flatMap(
      (range) =>
        (range['spec'] as { limits?: readonly LimitRangeItem[] } | undefined)?.limits ?? [],
    )
    .filter((item) => item.type === 'Container');
  if (items.length === 0) return spec;
  const limits = Object.assign({}, ...items.map((i) => i.default ?? {})) as Amounts;
  // A range that states no default request takes its default limit for it.
  const requests = Object.assign(
    {},
    ...items.map((i) => ({ ...i.default, ...i.defaultRequest })),
  ) as Amounts;
  const apply = (container: Container): Container => ({
    ...container,
    resources: {
      ...container.resources,
      // The API server has made requests of the container's own limits before admission sees it.
      requests: { ...requests, ...container.resources?.limits, ...container.resources?.requests },
      limits: { ...limits, ...container.resources?.limits },
    },
  });
  return {
    ...spec,
    containers: spec.containers.map(apply),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(apply) }),
  };
}
