import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';
import { clusterSubnets } from '../subnets.ts';

export const unsupportedZone = clusterRule({
  id: 'unsupported-zone',
  title: text('No Outposts, Wavelength or Local Zones', 'Outposts, Wavelength, 로컬 영역은 지원되지 않습니다'),
  severity: 'change',
  considerations: [16],
  when: 'api-refuses',
  source: SOURCES.fargate,
  needs: { aws: ['cluster', 'subnets', 'routeTables', 'availabilityZones'] },
  check: (context) => {
    const zones = readAws(context, 'availabilityZones') ?? [];
    return clusterSubnets(context).usable.flatMap((subnet) => {
      const type = zones.find((z) => z.name === subnet.availabilityZone)?.type;
      const where = subnet.outpostArn !== null ? 'Outpost' : type !== undefined && type !== 'availability-zone' ? type : undefined;
      if (where === undefined) return [];
      return [
        {
          object: { kind: 'Subnet', name: subnet.id },
          field: where === 'Outpost' ? 'outpostArn' : 'availabilityZone',
          value: where === 'Outpost' ? where : subnet.availabilityZone,
          message: text(
            `Subnet ${subnet.id} lies in ${where === 'Outpost' ? 'an Outpost' : `${subnet.availabilityZone} (${where})`}, where Fargate pods do not run.`,
            `서브넷 ${subnet.id}은(는) Fargate 파드를 실행할 수 없는 ${where === 'Outpost' ? 'Outpost' : `${subnet.availabilityZone}(${where})`}에 있습니다.`,
          ),
          remedy: text('Name the others when you plan: fargatectl plan --subnets subnet-…,subnet-….', '계획할 때 다른 서브넷을 지정하십시오: fargatectl plan --subnets subnet-…,subnet-….'),
        },
      ];
    });
  },
}); // prettier-ignore
