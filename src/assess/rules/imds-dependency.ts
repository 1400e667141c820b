import { SOURCES, text, workloadRule } from '../define.ts';

const ADDRESS = /169\.254\.169\.254|fd00:ec2::254|ec2-metadata|instance-identity\/document/;

export const imdsDependency = workloadRule({
  id: 'imds-dependency',
  title: text('No instance metadata service', '인스턴스 메타데이터 서비스(IMDS)가 없습니다'),
  severity: 'change',
  considerations: [15],
  when: 'container-fails',
  source: SOURCES.fargate,
  check: (s) =>
    s.containers.flatMap(({ container, field }) => {
      const lists = (['command', 'args'] as const).flatMap((key) =>
        (container[key] ?? []).map((value, i) => ({ at: `${key}[${i}]`, hit: ADDRESS.exec(value)?.[0] })),
      );
      const env = (container.env ?? []).map((e, i) => ({
        at: `env[${i}]`,
        hit: /^AWS_EC2_METADATA_(SERVICE_ENDPOINT|V1)|^(IMDS|EC2_METADATA)_/.test(e.name) ? e.name : undefined,
      }));
      const found = [...lists, ...env].find((f) => f.hit !== undefined);
      if (!found) return [];
      return [
        {
          container: container.name,
          field: `${field}.${found.at}`,
          value: found.hit ?? null,
          message: text(
            `Container ${container.name} of ${s.name} asks the instance metadata service (${found.hit ?? ''}), which a Fargate pod does not have.`,
            `${s.name}: 컨테이너 ${container.name}이(가) 인스턴스 메타데이터 서비스(${found.hit ?? ''})를 사용합니다. Fargate 파드에는 없습니다.`,
          ),
          remedy: text(
            'Give it credentials by IRSA, and Region, zone or VPC as settings.',
            '자격 증명은 IRSA로, 리전·영역·VPC는 설정으로 주십시오.',
          ),
        },
      ];
    }),
}); // prettier-ignore
