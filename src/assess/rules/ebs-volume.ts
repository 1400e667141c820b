import { backingOf, claimTemplatesOf } from '../claims.ts';
import type { AssessContext } from '../context.ts';
import { databaseOf } from '../images.ts';
import { SOURCES, text, workloadRule, type CannotTell, type Draft, type Text } from '../define.ts';
import type { Subject } from '../subject.ts';

/** One claim, template or volume on EBS. */
interface OnEbs {
  readonly what: Text;
  readonly field: string;
  readonly value: string;
  readonly how: Text;
  /** A claim of its own, which the plan may replace. */
  readonly isClaim?: true;
}

/** EBS volumes cannot be attached to Fargate pods. Shared files go to EFS; databases do not belong there. */
export const ebsVolume = workloadRule({
  id: 'ebs-volume',
  title: text('EBS volumes cannot be mounted', 'EBS 볼륨은 마운트할 수 없습니다'),
  severity: 'blocker',
  considerations: [21],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s, context) => [...claims(s, context), ...templates(s, context)],
});

function claims(s: Subject, context: AssessContext): readonly (Draft | CannotTell)[] {
  return (s.spec.volumes ?? []).flatMap((volume, i): readonly (Draft | CannotTell)[] => {
    const field = `${s.specField}.volumes[${i}]`;
    if ('awsElasticBlockStore' in volume)
      return [finding(s, { what: text(`volume ${volume.name}`, `볼륨 ${volume.name}`), field: `${field}.awsElasticBlockStore`, value: volume.name, how: text('awsElasticBlockStore in its template', '템플릿의 awsElasticBlockStore') })];
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim === undefined) return [];
    const backing = backingOf(context, s.namespace, claim);
    if (backing.kind === 'unknown') return [{ cannotTell: backing.why }];
    if (backing.kind !== 'ebs') return [];
    return [finding(s, { what: text(`claim ${claim}`, `클레임 ${claim}`), field: `${field}.persistentVolumeClaim.claimName`, value: claim, how: backing.how, isClaim: true })];
  });
} // prettier-ignore

function templates(s: Subject, context: AssessContext): readonly (Draft | CannotTell)[] {
  return claimTemplatesOf(s, context).flatMap((t): readonly (Draft | CannotTell)[] => {
    if (t.backing.kind === 'unknown') return [{ cannotTell: t.backing.why }];
    if (t.backing.kind !== 'ebs') return [];
    return [finding(s, { what: text(`claim template ${t.name}`, `클레임 템플릿 ${t.name}`), field: t.field, value: t.storageClassName ?? t.name, how: t.backing.how })]; // prettier-ignore
  });
}

function finding(s: Subject, { what, field, value, how, isClaim }: OnEbs): Draft {
  const database = databaseOf(s.spec);
  const movable = s.workload.ref.kind === 'Deployment' && isClaim === true && database === undefined; // prettier-ignore
  return {
    field,
    value,
    message: text(
      `${s.name} keeps ${what.en} on EBS (${how.en}), and Fargate mounts no EBS volume.`,
      `${s.name}: ${what.ko}이(가) EBS에 있으며(${how.ko}) Fargate는 EBS 볼륨을 마운트하지 않습니다.`,
    ),
    remedy:
      database !== undefined
        ? text(
            `It runs ${database}: keep it on EC2 or use a managed database; EFS is too slow and unsafe for its files.`,
            `${database}을(를) 실행합니다. EC2에 두거나 관리형 데이터베이스를 사용하십시오. EFS는 데이터베이스 파일에 맞지 않습니다.`,
          )
        : movable
          ? text(
              'The plan copies its files to EFS, first whole, then what changed, and checks them before the pod moves.',
              '계획이 파일을 EFS로 복사하고(전체 복사 후 변경분) 확인한 뒤 파드를 이동합니다.',
            )
          : text(
              'If its files may be on EFS, make a static PersistentVolume with an access point for each replica and copy them; else keep it on EC2.',
              'EFS에 두어도 되는 파일이면 레플리카마다 액세스 포인트가 있는 정적 PersistentVolume을 만들어 복사하십시오. 아니면 EC2에 두십시오.',
            ),
    fix: movable ? { type: 'plan-step', step: 'move-volume-to-efs' } : null,
  };
}
