import {
  formatRef,
  groupOf,
  OPT_IN_LABEL,
  OPT_IN_VALUE,
  operatorResourceOf,
  text,
  type FargateProfile,
  type ObjectRef,
  type Text,
  type Workload,
  type WorkloadAssessment,
} from '../model/index.ts';
import { isCovered } from './already-there.ts';
import { fieldText, fixSettings } from './settings.ts';

/**
 * Why no plan moves a workload that an operator makes out of a custom resource: the operator writes
 * its object anew. A changed field comes back, and a mark that only restarts it goes again before the
 * first pod is Ready on Fargate: the template is the old one then, and so are the pods. What the
 * operator rolls out by itself lands on Fargate where a profile is there before.
 */
export function whyOperatorKeeps(
  workload: Workload,
  assessed: WorkloadAssessment,
  profiles: readonly FargateProfile[],
): Text | undefined {
  const resource = operatorResourceOf(workload.object);
  if (!resource) return undefined;
  const by = formatRef(resource);
  const { name } = workload.ref;
  const namespace = workload.ref.namespace ?? 'default';
  const label = `${OPT_IN_LABEL}=${OPT_IN_VALUE}`;
  const changes = [
    ...(isOptedIn(workload) ? [] : [`${workload.templatePath}.metadata.labels: ${label}`]),
    ...fixSettings(workload, assessed).map((s) => fieldText(s.path)),
  ];
  const profile = `fargatectl profiles create ${name} --selector ${namespace}:${label} --apply`;
  const covered = isCovered(profiles, workload, 'opt-in-label');
  const first = text(
    covered ? '' : `make a profile for it (${profile}), then `,
    covered ? '' : `이 워크로드의 프로필을 먼저 만들고(${profile}) `,
  );
  const then =
    changes.length > 0
      ? text(
          `set ${changes.join(', ')} in ${by} (${edit(resource, namespace)}), and its operator rolls it out there`,
          `${by}에서 ${changes.join(', ')}을(를) 설정하십시오(${edit(resource, namespace)}). 그러면 오퍼레이터가 Fargate로 롤아웃합니다`,
        )
      : text(
          `delete its pods one after the other (kubectl delete pod -n ${namespace} POD): they are made again there`,
          `파드를 하나씩 지우십시오(kubectl delete pod -n ${namespace} POD). Fargate에서 다시 만들어집니다`,
        );
  return text(
    `made by an operator from ${by}, which puts back what a plan changes; ${first.en}${then.en}`,
    `오퍼레이터가 ${by}(으)로 만들며 계획이 바꾼 것을 되돌립니다. ${first.ko}${then.ko}`,
  );
}

/** Whether its custom resource has asked for Fargate already: a profile that takes its pods is wanted. */
export const isSentByOperator = (workload: Workload): boolean =>
  operatorResourceOf(workload.object) !== undefined && isOptedIn(workload);

/** An operator scales up again what is scaled to 0 beside it. */
export function whyNotRetired(workload: Workload): Text | undefined {
  const resource = operatorResourceOf(workload.object);
  if (!resource) return undefined;
  const by = formatRef(resource);
  return text(
    `made by an operator from ${by}, which would scale it up again; give it up there (${edit(resource, workload.ref.namespace ?? 'default')}) and plan again`,
    `오퍼레이터가 ${by}(으)로 만들므로 0으로 줄여도 다시 늘립니다. ${by}에서 없앤 뒤(${edit(resource, workload.ref.namespace ?? 'default')}) 다시 계획하십시오`,
  );
}

const isOptedIn = ({ template }: Workload): boolean =>
  template.metadata?.labels?.[OPT_IN_LABEL] === OPT_IN_VALUE;

/** Named with its API group: other operators may have a kind of the same name. */
const edit = (resource: ObjectRef, namespace: string): string =>
  `kubectl edit ${resource.kind.toLowerCase()}.${groupOf(resource)} ${resource.name} -n ${namespace}`;
