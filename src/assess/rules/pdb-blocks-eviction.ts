import {
  counted,
  refOf,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
} from '../../model/index.ts';
import { specOf, type AssessContext } from '../context.ts';
import type { Subject } from '../subject.ts';
import { SOURCES, text, workloadRule, type Draft } from '../define.ts';

interface BudgetSpec {
  readonly selector: LabelSelector;
  readonly minAvailable: number | string;
  readonly maxUnavailable: number | string;
}

/** EKS patches Fargate by eviction; where no budget ever allows one, it deletes the pod all the same, later. */
export const pdbBlocksEviction = workloadRule({
  id: 'pdb-blocks-eviction',
  title: text('A disruption budget that never allows an eviction', '축출을 전혀 허용하지 않는 PDB'),
  severity: 'change',
  considerations: [17],
  when: 'silently-different',
  source: SOURCES.patching,
  needs: { kinds: ['policy/v1/PodDisruptionBudget'] },
  check: (s, context) => {
    const budgets = context
      .all('PodDisruptionBudget', s.namespace)
      .filter((b) => selectorMatches(specOf<BudgetSpec>(b).selector, s.labels));
    if (budgets.length > 1)
      return [
        {
          object: refOf(budgets[0] as KubeObject),
          field: 'spec.selector',
          value: budgets.map((b) => b.metadata.name),
          message: text(
            `${s.name} is under ${counted(budgets.length, 'PodDisruptionBudget')} (${budgets.map((b) => b.metadata.name).join(', ')}); Kubernetes evicts no such pod.`,
            `${s.name}: PodDisruptionBudget이 ${budgets.length}개입니다(${budgets.map((b) => b.metadata.name).join(', ')}). Kubernetes는 이런 파드를 축출하지 않습니다.`,
          ),
          remedy: text('Leave one of them.', '하나만 남기십시오.'),
        },
      ];
    return budgets.flatMap((b) => blocked(b, s.name, covered(b, s, context)));
  },
});

/** Pods under a budget: it may span several workloads, a canary beside its stable. Null: one of them does not say. */
function covered(budget: KubeObject, s: Subject, context: AssessContext): number | null {
  const { selector } = specOf<BudgetSpec>(budget);
  return context
    .workloadsIn(s.namespace)
    .filter((w) => selectorMatches(selector, w.template.metadata?.labels))
    .reduce<number | null>((sum, w) => (sum === null || w.replicas === null ? null : sum + w.replicas), 0);
} // prettier-ignore

function blocked(budget: KubeObject, name: string, replicas: number | null): readonly Draft[] {
  const { minAvailable, maxUnavailable } = specOf<BudgetSpec>(budget);
  const never =
    maxUnavailable !== undefined
      ? maxUnavailable === 0 || maxUnavailable === '0%'
      : minAvailable === '100%' ||
        (replicas !== null && replicas > 0 && atLeast(minAvailable ?? 0, replicas) >= replicas);
  if (!never) return [];
  const field = maxUnavailable !== undefined ? 'spec.maxUnavailable' : 'spec.minAvailable';
  const value = maxUnavailable ?? minAvailable ?? null;
  const budgetName = `${budget.metadata.namespace ?? ''}/${budget.metadata.name}`;
  return [
    {
      object: refOf(budget),
      field,
      value,
      message: text(
        `PodDisruptionBudget ${budgetName} (${field.slice(5)}: ${value}) allows no eviction of ${name}${replicas === null ? '' : ` with its ${counted(replicas, 'replica')}`}; EKS then deletes the pod when it patches Fargate.`,
        `PodDisruptionBudget ${budgetName}(${field.slice(5)}: ${value})은(는) ${name}의 축출을 허용하지 않습니다${replicas === null ? '' : `(레플리카 ${replicas})`}. EKS는 Fargate를 패치할 때 결국 파드를 삭제합니다.`,
      ),
      remedy: text('Allow one: maxUnavailable: 1, with two replicas or more.', '하나는 허용하십시오: 레플리카 둘 이상에 maxUnavailable: 1.'),
    },
  ];
} // prettier-ignore

/** Percentages of minAvailable are rounded up. @source https://kubernetes.io/docs/tasks/run-application/configure-pdb/ (read 2026-11-23) */
const atLeast = (value: number | string, replicas: number): number =>
  typeof value === 'number' ? value : Math.ceil((Number.parseFloat(value) / 100) * replicas);
