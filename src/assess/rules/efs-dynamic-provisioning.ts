import { backingOf, claimTemplatesOf } from '../claims.ts';
import { SOURCES, text, workloadRule, type Draft, type Text } from '../define.ts';

/** Fargate mounts EFS and provisions none: a claim that is not bound needs an EFS controller on EC2. */
export const efsDynamicProvisioning = workloadRule({
  id: 'efs-dynamic-provisioning',
  title: text('EFS only with static volumes', 'EFS는 정적 볼륨만 가능합니다'),
  severity: 'blocker',
  considerations: [19],
  when: 'pod-pending',
  source: SOURCES.efs,
  check: (s, context) => {
    const found: Draft[] = [];
    const add = (what: Text, field: string, value: string, how: Text): void => {
      found.push({
        field,
        value,
        message: text(
          `${s.name} waits for ${what.en} to be provisioned by ${how.en}, and Fargate provisions no EFS volume.`,
          `${s.name}: ${what.ko}의 볼륨을 ${how.ko}이(가) 프로비저닝해야 하지만 Fargate에서는 EFS 동적 프로비저닝이 되지 않습니다.`,
        ),
        remedy: text(
          'Bind it while EC2 nodes run the EFS controller, or make an access point and a PersistentVolume with volumeHandle fs-…::fsap-… for it.',
          'EFS 컨트롤러가 있는 EC2 노드에서 먼저 바인딩하거나, 액세스 포인트와 volumeHandle fs-…::fsap-…인 PersistentVolume을 만드십시오.',
        ),
      });
    };
    (s.spec.volumes ?? []).forEach((volume, i) => {
      const claim = volume.persistentVolumeClaim?.claimName;
      if (claim === undefined) return;
      const backing = backingOf(context, s.namespace, claim);
      if (backing.kind === 'efs-dynamic')
        add(text(`claim ${claim}`, `클레임 ${claim}`), `${s.specField}.volumes[${i}].persistentVolumeClaim.claimName`, claim, backing.how);
    });
    for (const t of claimTemplatesOf(s, context))
      if (t.backing.kind === 'efs-dynamic')
        add(text(`claim template ${t.name}`, `클레임 템플릿 ${t.name}`), t.field, t.storageClassName ?? t.name, t.backing.how);
    return found;
  },
}); // prettier-ignore
