import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';

export const vpcDnsDisabled = clusterRule({
  id: 'vpc-dns-disabled',
  title: text('The VPC must resolve names', 'VPC DNS가 켜져 있어야 합니다'),
  severity: 'blocker',
  considerations: [12],
  when: 'pod-pending',
  source: SOURCES.fargate,
  needs: { aws: ['vpc'] },
  check: (context) => {
    const vpc = readAws(context, 'vpc');
    if (!vpc) return [];
    return (['enableDnsSupport', 'enableDnsHostnames'] as const)
      .filter((attribute) => !vpc[attribute])
      .map((attribute) => ({
        object: { kind: 'VPC', name: vpc.id },
        field: attribute,
        value: false,
        message: text(
          `VPC ${vpc.id} has ${attribute} off; Fargate pods need DNS resolution and DNS host names.`,
          `VPC ${vpc.id}의 ${attribute}가 꺼져 있습니다. Fargate 파드에는 DNS 확인과 DNS 호스트 이름이 필요합니다.`,
        ),
        remedy: text(
          `Turn it on: aws ec2 modify-vpc-attribute --vpc-id ${vpc.id} --${attribute === 'enableDnsSupport' ? 'enable-dns-support' : 'enable-dns-hostnames'}.`,
          `켜십시오: aws ec2 modify-vpc-attribute --vpc-id ${vpc.id} --${attribute === 'enableDnsSupport' ? 'enable-dns-support' : 'enable-dns-hostnames'}.`,
        ),
      }));
  },
});
