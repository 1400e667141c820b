import { SOURCES, text, workloadRule } from '../define.ts';

export const hostPathVolume = workloadRule({
  id: 'host-path-volume',
  title: text('Directories of the host cannot be mounted', '호스트 디렉터리는 마운트할 수 없습니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    (s.spec.volumes ?? []).flatMap((volume, i) => {
      if (volume.hostPath === undefined) return [];
      const { path } = volume.hostPath;
      return [
        {
          field: `${s.specField}.volumes[${i}].hostPath`,
          value: path,
          message: text(
            `Volume ${volume.name} of ${s.name} is ${path} of its node, and a Fargate pod has no node to look into.`,
            `${s.name}: 볼륨 ${volume.name}은(는) 노드의 ${path}이며, Fargate 파드는 노드를 볼 수 없습니다.`,
          ),
          remedy: insteadOf(path),
        },
      ];
    }),
}); // prettier-ignore

function insteadOf(path: string) {
  if (/^\/var\/(log|lib\/docker\/containers)/.test(path))
    return text(
      'Logs of Fargate pods go out by its log router (ConfigMap aws-logging); drop the volume.',
      'Fargate 파드의 로그는 내장 로그 라우터(ConfigMap aws-logging)로 전송됩니다. 볼륨을 제거하십시오.',
    );
  if (/(docker|containerd|crio)\.sock$/.test(path))
    return text(
      'There is no container runtime to talk to; build images with a service such as CodeBuild, or keep it on EC2.',
      '접근할 컨테이너 런타임이 없습니다. CodeBuild 같은 서비스로 이미지를 빌드하거나 EC2에 두십시오.',
    );
  if (/^\/etc\/localtime|^\/usr\/share\/zoneinfo/.test(path))
    return text('Set the environment variable TZ instead.', '대신 환경 변수 TZ를 설정하십시오.');
  if (/^\/dev\/shm/.test(path))
    return text(
      'Use an emptyDir with medium: Memory; it counts towards the pod’s memory.',
      'medium: Memory인 emptyDir을 사용하십시오. 파드의 메모리에 포함됩니다.',
    );
  return text(
    'Use an emptyDir for scratch files, EFS for files that last, a ConfigMap for settings; or keep it on EC2.',
    '임시 파일은 emptyDir, 유지할 파일은 EFS, 설정은 ConfigMap을 사용하십시오. 아니면 EC2에 두십시오.',
  );
}
