import { UserError } from '../errors/index.ts';
import { text, type Workload } from '../model/index.ts';

/**
 * Every workload that may go to Fargate with the containers of these DaemonSets inside its pods, as
 * far as size goes: what they ask for is added, nothing else. `daemonSets` are `namespace/name`. Pure.
 */
export function addSidecars(
  workloads: readonly Workload[],
  daemonSets: readonly string[],
): readonly Workload[] {
  const all = workloads.filter((w) => w.ref.kind === 'DaemonSet');
  const nameOf = (w: Workload): string => `${w.ref.namespace ?? ''}/${w.ref.name}`;
  const sidecars = daemonSets.flatMap((wanted) => {
    const found = all.find((w) => nameOf(w) === wanted);
    if (!found)
      throw UserError({
        code: 'SIDECAR_UNKNOWN',
        message: text(
          `--sidecar ${wanted}: there is no such DaemonSet; there ${all.length === 0 ? 'is none' : `are ${all.map(nameOf).join(', ')}`}.`,
          `--sidecar ${wanted}: 그런 DaemonSet이 없습니다. ${all.length === 0 ? '하나도 없습니다' : `있는 것: ${all.map(nameOf).join(', ')}`}.`,
        ),
        remedy: text(
          'Name it with its namespace, as in --sidecar amazon-cloudwatch/fluent-bit.',
          '네임스페이스와 함께 적으십시오. 예: --sidecar amazon-cloudwatch/fluent-bit.',
        ),
      });
    return found.template.spec.containers.map((c) => ({
      name: `${found.ref.name}-${c.name}`,
      ...(c.resources && { resources: c.resources }),
    }));
  });
  if (sidecars.length === 0) return workloads;
  return workloads.map((w) =>
    w.ref.kind === 'DaemonSet'
      ? w
      : {
          ...w,
          template: {
            ...w.template,
            spec: {
              ...w.template.spec,
              containers: [...w.template.spec.containers, ...sidecars],
            },
          },
        },
  );
}
