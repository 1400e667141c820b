import { ALLOWED_VOLUMES, verbatim } from '../../model/index.ts';
import { backingOf, claimTemplatesOf } from '../claims.ts';
import { SOURCES, text, workloadRule, type Draft, type Text } from '../define.ts';

/** Every volume source that Fargate does not know, but for hostPath and EBS, which have rules of their own. */
export const unsupportedVolumeType = workloadRule({
  id: 'unsupported-volume-type',
  title: text('A volume of a kind that Fargate does not know', 'Fargate가 모르는 종류의 볼륨'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s, context) => {
    const found: Draft[] = [];
    const add = (field: string, volume: string, what: Text, remedy: Text): void => {
      found.push({
        field,
        value: what.en,
        message: text(
          `Volume ${volume} of ${s.name} is of type ${what.en}, which Fargate refuses.`,
          `${s.name}: 볼륨 ${volume}의 유형 ${what.ko}을(를) Fargate가 거부합니다.`,
        ),
        remedy,
      });
    };
    (s.spec.volumes ?? []).forEach((volume, i) => {
      const at = `${s.specField}.volumes[${i}]`;
      const claim = volume.persistentVolumeClaim?.claimName;
      if (claim !== undefined) {
        // What cannot be told about the claim, ebs-volume says once.
        const backing = backingOf(context, s.namespace, claim);
        if (backing.kind === 'missing') found.push(noClaim(s.name, `${at}.persistentVolumeClaim.claimName`, claim));
        if (backing.kind === 'other')
          add(`${at}.persistentVolumeClaim.claimName`, volume.name, text(`${backing.what} (claim ${claim})`, `${backing.what} (클레임 ${claim})`), insteadOf(backing.what));
        return;
      }
      const source = Object.keys(volume).find((k) => k !== 'name') ?? 'emptyDir';
      if (ALLOWED_VOLUMES.includes(source) || source === 'hostPath' || source === 'awsElasticBlockStore') return;
      const driver = source === 'csi' ? ` (${volume.csi?.driver ?? '?'})` : '';
      add(`${at}.${source}`, volume.name, verbatim(`${source}${driver}`), insteadOf(`${source}${driver}`));
    });
    for (const t of claimTemplatesOf(s, context))
      if (t.backing.kind === 'other')
        add(t.field, t.name, text(`${t.backing.what} (claim template)`, `${t.backing.what} (클레임 템플릿)`), insteadOf(t.backing.what));
    for (const { container, field } of s.containers)
      if ((container.volumeDevices ?? []).length > 0)
        add(`${field}.volumeDevices`, container.volumeDevices?.[0]?.name ?? '', text('block device', '블록 장치'), insteadOf('block'));
    return found;
  },
}); // prettier-ignore

const noClaim = (name: string, field: string, claim: string): Draft => ({
  field,
  value: claim,
  message: text(
    `${name} mounts claim ${claim}, which does not exist; Fargate's scheduler refuses the pod (persistentvolumeclaim "${claim}" not found).`,
    `${name}: 마운트하는 클레임 ${claim}이(가) 없습니다. Fargate 스케줄러가 파드를 거부합니다(persistentvolumeclaim "${claim}" not found).`,
  ),
  remedy: text(
    'Make the claim, bound to an EFS volume, or remove the volume.',
    'EFS 볼륨에 바인딩된 클레임을 만들거나 볼륨을 제거하십시오.',
  ),
});

function insteadOf(what: string): Text {
  if (what.includes('secrets-store.csi'))
    return text(
      'Bring the secrets in with External Secrets Operator and IRSA, as Kubernetes Secrets.',
      'External Secrets Operator와 IRSA로 비밀을 Kubernetes Secret으로 가져오십시오.',
    );
  if (what.includes('s3.csi'))
    return text(
      'Read S3 with the AWS SDK and IRSA, or keep it on EC2.',
      'AWS SDK와 IRSA로 S3를 읽거나 EC2에 두십시오.',
    );
  if (what.includes('ephemeral'))
    return text(
      'Use an emptyDir and request ephemeral-storage for its size, at most 175 GiB a pod.',
      'emptyDir을 사용하고 크기만큼 ephemeral-storage를 요청하십시오. 파드당 최대 175 GiB입니다.',
    );
  if (what === 'nfs')
    return text(
      'Fargate refuses a PersistentVolume of type nfs; for EFS write it with csi.driver efs.csi.aws.com, for another server mount nfs directly in the pod.',
      'Fargate는 nfs 유형의 PersistentVolume을 거부합니다. EFS라면 csi.driver efs.csi.aws.com으로, 다른 서버라면 파드에 nfs를 직접 쓰십시오.',
    );
  return text(
    'Use EFS with a static PersistentVolume, an emptyDir for scratch files, or keep it on EC2.',
    '정적 PersistentVolume의 EFS를, 임시 파일은 emptyDir을 사용하거나 EC2에 두십시오.',
  );
}
