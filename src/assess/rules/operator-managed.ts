import {
  COMPUTE_TYPE,
  FARGATE_PROFILE_LABEL,
  formatRef,
  matchingProfiles,
  operatorResourceOf,
  OPT_IN_LABEL,
  OPT_IN_VALUE,
  type ObjectRef,
} from '../../model/index.ts';
import { readAws, type AssessContext } from '../context.ts';
import { text, workloadRule, type Draft } from '../define.ts';
import { livePodsOf } from '../live-pods.ts';
import type { Subject } from '../subject.ts';

/**
 * An operator writes what it makes anew from its custom resource, so a plan leaves it alone: its way
 * to Fargate leads through that resource, which a person has to change.
 */
export const operatorManaged = workloadRule({
  id: 'operator-managed',
  title: text('An operator makes it from a custom resource', '오퍼레이터가 사용자 정의 리소스로 만듭니다'),
  severity: 'blocker',
  considerations: [],
  when: 'silently-different',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/',
  check: (s, context) => {
    // Pods of an owner that was not read stand for it under its own name; it keeps itself.
    const isOwn = s.workload.ref.name === s.workload.object.metadata.name && s.workload.ref.kind !== 'Pod';
    const resource = isOwn ? operatorResourceOf(s.workload.object) : undefined;
    return resource ? [isSent(s, context) ? onItsWay(s, resource) : held(s, resource)] : [];
  },
}); // prettier-ignore

/** Whether the resource says Fargate already, or its pods go there without a word of it. */
const isSent = (s: Subject, context: AssessContext): boolean =>
  s.labels[OPT_IN_LABEL] === OPT_IN_VALUE ||
  livePodsOf(s.workload, context.snapshot).some(
    (pod) => pod.metadata.labels?.[FARGATE_PROFILE_LABEL] !== undefined,
  ) ||
  (s.annotations[COMPUTE_TYPE] !== 'ec2' &&
    matchingProfiles(
      (readAws(context, 'fargateProfiles') ?? []).filter((p) => p.status === 'ACTIVE'),
      s.namespace,
      s.labels,
    ).length > 0);

const placed = (resource: ObjectRef): Pick<Draft, 'field' | 'value'> => ({
  field: 'metadata.ownerReferences',
  value: formatRef(resource),
});

function held(s: Subject, resource: ObjectRef): Draft {
  const by = formatRef(resource);
  const label = `${OPT_IN_LABEL}=${OPT_IN_VALUE}`;
  return {
    ...placed(resource),
    message: text(
      `${s.name} is made by an operator from ${by}; the operator puts back what is changed in it, so no plan moves it.`,
      `${s.name}: 오퍼레이터가 ${by}(으)로 만들며, 여기서 바꾼 것은 오퍼레이터가 되돌립니다. 그래서 계획이 옮기지 않습니다.`,
    ),
    remedy: text(
      `Make a profile for it, then the change in ${by}: its pods need the label ${label} and what the other findings say. Its operator then rolls it out on Fargate; fargatectl plan gives the commands.`,
      `먼저 프로필을 만들고 ${by}을(를) 바꾸십시오. 파드에 레이블 ${label}과(와) 다른 항목이 말하는 내용이 있어야 합니다. 그러면 오퍼레이터가 Fargate로 롤아웃합니다. 명령은 fargatectl plan이 알려 줍니다.`,
    ),
  };
}

function onItsWay(s: Subject, resource: ObjectRef): Draft {
  const by = formatRef(resource);
  return {
    ...placed(resource),
    severity: 'change',
    message: text(
      `${s.name} is made by an operator from ${by}; the operator puts back what is changed in it.`,
      `${s.name}: 오퍼레이터가 ${by}(으)로 만들며, 여기서 바꾼 것은 오퍼레이터가 되돌립니다.`,
    ),
    remedy: text(
      `Nothing in it speaks against Fargate; once a profile takes its pods, each that is made anew lands there. Make further changes in ${by}.`,
      `이대로 Fargate에 갈 수 있습니다. 프로필이 파드와 일치하면 새로 만드는 파드마다 그곳에 배치됩니다. 더 바꿀 것은 ${by}에서 바꾸십시오.`,
    ),
  };
}
