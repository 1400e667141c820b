import type { Command } from 'commander';
import type { SourceFlags } from './flags.ts';

export interface SizeFlags extends SourceFlags {
  readonly output?: string;
  readonly usage?: readonly string[];
  readonly usageDays?: string;
  readonly percentile?: string;
  readonly memoryPercentile?: string;
  readonly headroom?: string;
  readonly whatIf?: string;
  readonly sidecar?: readonly string[];
  readonly assume?: readonly string[];
  readonly savingsPlan?: string;
  readonly hours?: string;
  readonly currency?: string;
  readonly rate?: string;
  readonly livePrices?: boolean;
  readonly mix?: boolean;
  readonly advise?: boolean;
  readonly actual?: boolean;
  readonly effortWeight?: string;
  readonly nodeType?: string;
  readonly nodes?: string;
}

type Say = (en: string, ko: string) => string;

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** The flags of `size` alone. */
export function withSizeFlags(c: Command, t: Say): Command {
  return c
    .option('--mix', t('the cheapest mix: what moves, which nodes remain, and why', '가장 싼 조합: 무엇을 옮기고 어떤 노드를 남길지와 그 이유'))
    .option('--advise', t('should you? compares staying, tidying, Karpenter, Auto Mode and Fargate', '옮겨야 할까? 유지, 정리, Karpenter, Auto Mode, Fargate 비교'))
    .option('--actual', t('after a move: what was provisioned against the forecast', '옮긴 뒤: 실제 프로비저닝과 예측 비교'))
    .option('--usage <source>', t('size by use: metrics-server, vpa, prometheus=URL, or a file (CSV, Prometheus range query, PodMetricsList; cpu=FILE or memory=FILE where it does not say); may be repeated', '사용량으로 크기 결정: metrics-server, vpa, prometheus=주소, 또는 파일(CSV, Prometheus 범위 쿼리, PodMetricsList; 파일에 없으면 cpu=파일, memory=파일). 반복 가능'), several)
    .option('--usage-days <n>', t('days back that Prometheus is asked for', 'Prometheus에 물을 지난 날수'), '7')
    .option('--percentile <n>', t('of CPU samples', 'CPU 표본의 백분위'), '95')
    .option('--memory-percentile <n>', t('of memory samples (a container short of memory is killed)', '메모리 표본의 백분위(메모리가 모자란 컨테이너는 종료됩니다)'), '100')
    .option('--headroom <share>', t('added to what was used', '사용량에 더할 여유'), '20%')
    .option('--what-if <changes>', t('as if: web.cpu=300m,app/web.envoy.memory=256Mi,web.replicas=5', '가정: web.cpu=300m,app/web.envoy.memory=256Mi,web.replicas=5'))
    .option('--sidecar <ns/daemonset>', t('count this DaemonSet as a sidecar in every moved pod; may be repeated', '이 DaemonSet을 옮긴 파드마다 사이드카로 셈하기(반복 가능)'), several)
    .option('--assume <key=value>', t('a price or quantity that the tables lack, such as nat.gb=0.059; may be repeated', '표에 없는 가격이나 수량, 예: nat.gb=0.059(반복 가능)'), several)
    .option('--savings-plan <share>', t('what a Compute Savings Plan takes off Fargate', 'Compute Savings Plan의 Fargate 할인율'))
    .option('--hours <n>', t('hours a month', '한 달의 시간'), '730')
    .option('--currency <code>', t('show money in this currency, with --rate', '이 통화로 표시(--rate 필요)'))
    .option('--rate <n>', t('units of it for one US dollar', '1달러당 그 통화의 값'))
    .option('--effort-weight <usd>', t('what one step of work is worth in the mix, dollars a month', '조합에서 작업 한 단계의 값(월 달러)'), '0')
    .option('--node-type <type>', t('as if today’s nodes were of this type, where the input does not tell; with --nodes', '입력에 노드가 없을 때 지금의 노드가 이 유형이라고 가정(--nodes와 함께)'))
    .option('--nodes <n>', t('as if there were so many of them today', '그런 노드가 지금 이만큼 있다고 가정'));
} // prettier-ignore
