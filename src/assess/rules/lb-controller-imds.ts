import { readAws, type AssessContext } from '../context.ts';
import { imageName } from '../images.ts';
import { pointer, text, workloadRule } from '../define.ts';
import { running, templatePatch } from '../subject.ts';

/** The controller asks the metadata service for its Region and VPC, which Fargate does not have. */
export const lbControllerImds = workloadRule({
  id: 'lb-controller-imds',
  title: text('The load balancer controller must be told Region and VPC', '로드 밸런서 컨트롤러에 리전과 VPC를 알려야 합니다'),
  severity: 'blocker',
  considerations: [15],
  when: 'container-fails',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/lbc-helm.html',
  check: (s, context) =>
    running(s)
      .filter((c) => /aws-(load-balancer|alb-ingress)-controller/.test(imageName(c.container.image ?? '')))
      .flatMap(({ container, field }) => {
        const args = container.args ?? [];
        const wanted = wantedFlags(context).filter(({ flags }) => !args.some((a) => flags.some((f) => a === f || a.startsWith(`${f}=`))));
        if (wanted.length === 0) return [];
        const flags = wanted.map((w) => w.flags[0] ?? '');
        const names = text(flags.join(' and '), flags.join(', '));
        const known = wanted.every((w) => w.value !== undefined) && container.args !== undefined;
        return [
          {
            container: container.name,
            field: `${field}.args`,
            value: null,
            message: text(
              `Container ${container.name} of ${s.name} has no ${names.en}; it would ask the instance metadata service, which Fargate does not have.`,
              `${s.name}: 컨테이너 ${container.name}에 ${names.ko}이(가) 없습니다. Fargate에 없는 인스턴스 메타데이터 서비스에 묻게 됩니다.`,
            ),
            remedy: text(
              `Set ${wanted.map((w) => `${w.flags[0] ?? ''}=${w.value ?? '…'}`).join(' and ')}; in its Helm chart the values ${wanted.map((w) => w.helm).join(' and ')}.`,
              `${wanted.map((w) => `${w.flags[0] ?? ''}=${w.value ?? '…'}`).join(', ')}을(를) 설정하십시오. Helm 차트에서는 ${wanted.map((w) => w.helm).join(', ')} 값입니다.`,
            ),
            fix: known
              ? templatePatch(s, ...wanted.map((w) => ({ op: 'add' as const, path: pointer(`${field}.args`, '-'), value: `${w.flags[0] ?? ''}=${w.value ?? ''}` })))
              : null,
          },
        ];
      }),
}); // prettier-ignore

function wantedFlags(context: AssessContext) {
  const cluster = readAws(context, 'cluster');
  return [
    { flags: ['--aws-region'], helm: 'region', value: cluster?.region ?? context.snapshot.cluster.region ?? undefined },
    { flags: ['--aws-vpc-id', '--aws-vpc-tags'], helm: 'vpcId', value: cluster?.vpcId },
  ];
} // prettier-ignore
