import { isFargatectlError, UserError } from '../errors/index.ts';
import {
  formatRef,
  text,
  workloadKey,
  type Text,
  type WorkloadAssessment,
} from '../model/index.ts';
import { mixProblem, termsOf, type MixProblem } from '../size/index.ts';
import { planOf } from './analysis.ts';
import type { SizingInput } from './sizing-input.ts';

/** The cluster as a choice, with what the assessment says may go and what the plan says it takes. */
export async function mixInput(input: SizingInput, usdPerStep: number): Promise<MixProblem> {
  const { analysis: a, workloads, given, hoursPerMonth } = input;
  const { region } = a.snapshot.cluster;
  const problem = mixProblem(a.snapshot, {
    workloads,
    terms: termsOf({ prices: a.prices, given, hoursPerMonth, region }),
    whyStays: new Map(a.assessment.workloads.map((w) => [workloadKey(w.ref), whyStays(w)])),
    effort: await effortOf(input),
    usdPerStep,
  });
  if (problem === null || problem.nodeKinds.length === 0)
    throw UserError({
      code: 'MIX_NO_NODES',
      message: text(
        'A mix is a choice between nodes and Fargate, and this input holds no EC2 nodes.',
        '조합은 노드와 Fargate 사이의 선택인데, 이 입력에는 EC2 노드가 없습니다.',
      ),
      remedy: text(
        'Take a snapshot of the live cluster and size that: fargatectl snapshot -o snapshot.json && fargatectl size --mix --from snapshot.json',
        '클러스터의 스냅샷을 떠서 쓰십시오: fargatectl snapshot -o snapshot.json && fargatectl size --mix --from snapshot.json',
      ),
    });
  const unpriced = problem.kinds.filter((k) => k.usdPerMonth === null);
  if (unpriced.length > 0) {
    const types = [...new Set(unpriced.map((k) => `${k.lifecycle === 'spot' ? 'spot' : 'ec2'}.${k.type ?? '?'}`))]; // prettier-ignore
    const count = unpriced.reduce((n, k) => n + k.count, 0);
    const flags = types.map((t) => `--assume ${t}=USD`).join(' ');
    throw UserError({
      code: 'MIX_PRICE_UNKNOWN',
      message: text(
        `The price of ${count} nodes is not known (${types.join(', ')}${region === null ? '; the Region neither' : ''}), so that no mix can be called the cheapest.`,
        `노드 ${count}개의 가격을 알 수 없어(${types.join(', ')}${region === null ? '; 리전도 모름' : ''}) 가장 싼 조합을 말할 수 없습니다.`,
      ),
      remedy: text(`Give it: fargatectl size --mix ${flags}`, `가격을 주십시오: fargatectl size --mix ${flags}`), // prettier-ignore
    });
  }
  return { ...problem, gaps: [...unjudged(a.assessment.workloads), ...problem.gaps] };
}

/** Workloads without a known blocker whose evidence is incomplete: counted as if they could go, and named. */
export function unjudged(all: readonly WorkloadAssessment[]): readonly Text[] {
  const names = all
    .filter((w) => w.verdict === 'unknown' && w.ref.kind !== 'DaemonSet')
    .map((w) => formatRef(w.ref));
  if (names.length === 0) return [];
  const some = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  return [
    text(
      `${names.length} workloads are counted as if they could go, though not everything about them could be checked: ${some}`,
      `다 확인하지 못했지만 갈 수 있다고 셈한 워크로드 ${names.length}개: ${some}`,
    ),
  ];
}

/** Null when the tool can move it, as far as is known. */
export function whyStays(w: WorkloadAssessment): Text | null {
  if (w.verdict === 'ready' || w.verdict === 'ready-with-changes') return null;
  const rules = [...new Set(w.findings.filter((f) => f.severity === 'blocker').map((f) => f.rule))];
  const which = rules.length === 0 ? '' : `: ${rules.join(', ')}`;
  switch (w.verdict) {
    case 'stays':
      return text(`cannot run on Fargate${which}`, `Fargate에서 실행할 수 없음${which}`);
    case 'needs-work':
      return text(`needs work by a person first${which}`, `먼저 사람이 손볼 것이 있음${which}`);
    case 'unknown':
      return null;
  }
}

/** Steps of the plan by workload; empty where no plan can be made of this input. */
export async function effortOf({ analysis }: SizingInput): Promise<ReadonlyMap<string, number>> {
  const steps = new Map<string, number>();
  const plan = await planOf(analysis, {}).catch((error: unknown) => {
    if (isFargatectlError(error) && error.category === 'user') return undefined;
    throw error;
  });
  for (const { workload } of plan?.steps ?? [])
    if (workload) steps.set(workloadKey(workload), (steps.get(workloadKey(workload)) ?? 0) + 1);
  return steps;
}
