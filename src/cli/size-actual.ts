import { UserError } from '../errors/index.ts';
import { agree, counted, formatRef, text } from '../model/index.ts';
import { actualSizes, termsOf, type Actual } from '../size/index.ts';
import type { Page } from './commands/size.ts';
import type { Io } from './io.ts';
import { amount } from './render/currency.ts';
import { paint } from './render/paint.ts';
import { table } from './render/table.ts';
import type { SizingInput } from './sizing-input.ts';

const OUTCOMES: Readonly<Record<Actual['outcome'], readonly [string, string]>> = {
  'as-forecast': ['as forecast', '예측대로'],
  larger: ['larger', '더 큼'],
  smaller: ['smaller', '더 작음'],
  differs: ['differs', '다름'],
  'not-stated': ['not stated yet', '아직 표시 없음'],
};

/** `size --actual`: what EKS provisioned, against the forecast. */
export function actualPage(input: SizingInput, io: Io): Promise<Page> {
  const { analysis: a, snapshot, given, hoursPerMonth, currency } = input;
  const terms = termsOf({ prices: a.prices, given, hoursPerMonth, region: snapshot.cluster.region }); // prettier-ignore
  const found = actualSizes(snapshot, input.workloads, terms);
  if (found === null)
    throw UserError({
      code: 'PODS_UNREAD',
      message: text('Pods or nodes were not read, so that nobody can tell what runs on Fargate.', '파드나 노드를 읽지 못해 Fargate에서 무엇이 실행되는지 알 수 없습니다.'),
      remedy: text('Ask the live cluster, with the right to list pods and nodes: fargatectl size --actual', '파드와 노드 목록 권한으로 클러스터에 직접 물으십시오: fargatectl size --actual'),
    }); // prettier-ignore
  return Promise.resolve({
    text: () => actualText(found, input, io),
    report: { apiVersion: 'fargatectl/v1', kind: 'ActualSizes', currency, workloads: found },
  });
}

function actualText(found: readonly Actual[], { currency }: SizingInput, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  if (found.length === 0)
    return ko ? 'Fargate에서 실행 중인 파드가 없습니다.\n' : 'No pod runs on Fargate.\n';
  const heads = ko
    ? ['워크로드', '파드', '예측', '실제', '', `예측 ${currency.code}/월`, `실제 ${currency.code}/월`]
    : ['WORKLOAD', 'PODS', 'FORECAST', 'PROVISIONED', '', `FORECAST ${currency.code}/MONTH`, `ACTUAL ${currency.code}/MONTH`]; // prettier-ignore
  const shape = (s: { readonly vcpu: number; readonly memoryGB: number }): string =>
    `${s.vcpu} vCPU, ${s.memoryGB} GB`;
  const rows = found.map((w) => {
    const label = OUTCOMES[w.outcome][ko ? 1 : 0];
    const sizes = w.provisioned.map((p) => `${p.pods > 1 || w.provisioned.length > 1 ? `${p.pods} × ` : ''}${shape(p)}`); // prettier-ignore
    const rest = w.notStated > 0 ? [`${w.notStated} × ?`] : [];
    return [
      formatRef(w.ref),
      String(w.pods),
      w.forecast === null ? '–' : shape(w.forecast),
      [...sizes, ...rest].join('; '),
      w.outcome === 'as-forecast' ? c.green(label) : c.yellow(label),
      amount(w.forecastUsdPerMonth, currency),
      amount(w.actualUsdPerMonth, currency),
    ];
  });
  const right = found.filter((w) => w.outcome === 'as-forecast').length;
  const line = ko
    ? `워크로드 ${found.length}개 중 ${right}개가 예측대로입니다.`
    : `${right} of ${counted(found.length, 'workload')} ${agree(right, 'is', 'are')} as forecast.`;
  return `${table(
    heads.map((head, i) => ({ head, align: i === 1 || i > 4 ? 'right' : 'left' })),
    rows,
    io,
  )}${line}\n`;
}
