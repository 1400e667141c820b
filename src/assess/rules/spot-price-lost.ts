import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';

export const spotPriceLost = clusterRule({
  id: 'spot-price-lost',
  title: text('No Fargate Spot on EKS', 'EKS는 Fargate Spot을 지원하지 않습니다'),
  severity: 'change',
  considerations: [20],
  when: 'money',
  source: SOURCES.fargate,
  needs: { aws: ['nodegroups'] },
  check: (context) =>
    (readAws(context, 'nodegroups') ?? [])
      .filter((g) => g.capacityType === 'SPOT')
      .map((g) => ({
        object: { kind: 'Nodegroup', name: g.name },
        field: 'capacityType',
        value: 'SPOT',
        message: text(
          `Node group ${g.name} runs on Spot instances; EKS has no Fargate Spot, so what moves from it costs the full price.`,
          `노드 그룹 ${g.name}은(는) 스팟 인스턴스입니다. EKS에는 Fargate Spot이 없어 이동한 것은 정가를 냅니다.`,
        ),
        remedy: text(
          'Compare with fargatectl size; a Compute Savings Plan also covers Fargate.',
          'fargatectl size로 비교하십시오. Compute Savings Plans는 Fargate에도 적용됩니다.',
        ),
      })),
});
