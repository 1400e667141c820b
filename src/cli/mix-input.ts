import { UserError } from '../errors/index.ts';
import {
  agree,
  counted,
  formatRef,
  text,
  workloadKey,
  type Text,
  type WorkloadAssessment,
} from '../model/index.ts';
import { effortsOf, mixProblem, mixWithoutNodes, termsOf, type ClusterMixOptions, type Effort, type MixProblem } from '../size/index.ts'; // prettier-ignore
import type { SizingInput } from './sizing-input.ts';

/** The cluster as a choice, with what the assessment says may go and what it takes. Nodes without a price are an error. */
export async function mixInput(input: SizingInput, usdPerStep: number): Promise<MixProblem> {
  const problem = mixProblem(input.snapshot, await optionsOf(input, usdPerStep));
  if (problem === null || problem.nodeKinds.length === 0) throw noNodes();
  const unpriced = problem.kinds.filter((k) => k.usdPerMonth === null);
  if (unpriced.length > 0) throw noPrice(unpriced, input.snapshot.cluster.region);
  return problem;
}

/** The same for advice, which has something to say where today's nodes or their prices are not known. */
export async function adviceInput(
  input: SizingInput,
  usdPerStep: number,
): Promise<{ readonly problem: MixProblem; readonly nodesKnown: boolean }> {
  const options = await optionsOf(input, usdPerStep);
  const problem = mixProblem(input.snapshot, options);
  const nodesKnown =
    problem !== null &&
    problem.nodeKinds.length > 0 &&
    problem.kinds.every((k) => k.usdPerMonth !== null);
  return { problem: nodesKnown ? problem : mixWithoutNodes(input.snapshot, options), nodesKnown };
}

export const NO_ZONES = text(
  'nodes and zones of today are not known: new nodes are counted as few as hold the pods of this input, which one zone’s failure would take away',
  '지금의 노드와 영역을 모릅니다. 새 노드는 이 입력의 파드를 담을 만큼만 셈했으므로, 영역 하나에 장애가 나면 함께 사라질 수 있습니다',
);

async function optionsOf(input: SizingInput, usdPerStep: number): Promise<ClusterMixOptions> {
  const { analysis: a, workloads, given, hoursPerMonth, snapshot } = input;
  const efforts = await effortOf(input);
  return {
    workloads,
    terms: termsOf({ prices: a.prices, given, hoursPerMonth, region: snapshot.cluster.region }),
    whyStays: new Map(a.assessment.workloads.map((w) => [workloadKey(w.ref), whyStays(w)])),
    effort: new Map([...efforts].map(([key, { total }]) => [key, total])),
    usdPerStep,
  };
}

/** What a page of a mix has to name: gaps of the input, of the assessment, and of the sums. */
export const mixGaps = (input: SizingInput, problem: MixProblem): readonly Text[] => [
  ...input.gaps,
  ...unjudged(input.analysis.assessment.workloads),
  ...problem.gaps,
];

const noNodes = (): Error =>
  UserError({
    code: 'MIX_NO_NODES',
    message: text(
      'A mix is a choice between nodes and Fargate, and this input holds no EC2 nodes.',
      '조합은 노드와 Fargate 사이의 선택인데, 이 입력에는 EC2 노드가 없습니다.',
    ),
    remedy: text(
      'Size a snapshot of the live cluster, assume nodes, or ask what it would cost at all: fargatectl size --mix --node-type m5.large --nodes 3, or fargatectl size --advise',
      '클러스터의 스냅샷을 쓰거나, 노드를 가정하거나, 비용만 물으십시오: fargatectl size --mix --node-type m5.large --nodes 3 또는 fargatectl size --advise',
    ),
  });

function noPrice(unpriced: MixProblem['kinds'], region: string | null): Error {
  const count = unpriced.reduce((n, k) => n + k.count, 0);
  const untyped = unpriced.every((k) => k.type === null);
  const types = [...new Set(unpriced.map((k) => `${k.lifecycle === 'spot' ? 'spot' : 'ec2'}.${k.type ?? '?'}`))]; // prettier-ignore
  const flags = untyped
    ? '--node-type m5.large'
    : region === null
      ? '--region us-east-1'
      : types.map((t) => `--assume ${t}=USD`).join(' ');
  return UserError({
    code: 'MIX_PRICE_UNKNOWN',
    message: text(
      `The price of ${counted(count, 'node')} is not known (${types.join(', ')}${region === null ? '; the Region neither' : ''}), so that no mix can be called the cheapest.`,
      `노드 ${count}개의 가격을 알 수 없어(${types.join(', ')}${region === null ? '; 리전도 모름' : ''}) 가장 싼 조합을 말할 수 없습니다.`,
    ),
    remedy: text(`Give it: fargatectl size --mix ${flags}`, `가격을 주십시오: fargatectl size --mix ${flags}`), // prettier-ignore
  });
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
      `${counted(names.length, 'workload')} ${agree(names.length, 'is counted as if it', 'are counted as if they')} could go, though not everything about ${agree(names.length, 'it', 'them')} could be checked: ${some}`,
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

/** What each workload takes. */
export const effortOf = async (input: SizingInput): Promise<ReadonlyMap<string, Effort>> =>
  effortsOf(input.analysis.assessment.workloads, (await input.plan()).plan);
