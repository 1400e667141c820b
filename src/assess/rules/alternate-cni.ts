import { refOf } from '../../model/index.ts';
import { imageName } from '../images.ts';
import { clusterRule, SOURCES, text } from '../define.ts';

const CNI =
  /(^|\/)(calico\/node|cilium\/cilium|cilium|weave-kube|antrea-(agent-)?ubuntu|antrea|flannel|multus-cni|kube-ovn|kube-router)$/;

export const alternateCni = clusterRule({
  id: 'alternate-cni',
  title: text('No CNI but the VPC’s', 'VPC CNI만 사용할 수 있습니다'),
  severity: 'change',
  considerations: [18],
  when: 'silently-different',
  source: SOURCES.fargate,
  check: (context) =>
    context.workloads
      .filter((w) => w.ref.kind === 'DaemonSet')
      .flatMap((w) => {
        const image = w.template.spec.containers.map((c) => imageName(c.image ?? '')).find((i) => CNI.test(i));
        if (image === undefined) return [];
        return [
          {
            object: refOf(w.object),
            field: 'spec.template.spec.containers',
            value: image,
            message: text(
              `DaemonSet ${w.ref.namespace ?? ''}/${w.ref.name} brings its own pod network or policies (${image}); Fargate pods have the VPC CNI and nothing else.`,
              `DaemonSet ${w.ref.namespace ?? ''}/${w.ref.name}은(는) 자체 파드 네트워크나 정책(${image})을 제공합니다. Fargate 파드에는 VPC CNI만 있습니다.`,
            ),
            remedy: text(
              'Keep on EC2 what depends on it; its policies and encryption do not hold on Fargate.',
              '이에 의존하는 것은 EC2에 두십시오. 이 CNI의 정책과 암호화는 Fargate에 적용되지 않습니다.',
            ),
          },
        ];
      }),
}); // prettier-ignore
