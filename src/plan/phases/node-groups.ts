import { steps } from '../../steps/index.ts';
import { nameOf, PROBE_NAMESPACE, PROBE_POD, type PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';
import { text } from '../../model/index.ts';

export interface NodegroupsResult {
  readonly removed: readonly string[];
  readonly resumed: readonly string[];
}

/** Autoscaler stood still, each group cordoned, proven empty, scaled to 0, watched, deleted. */
export function nodeGroups(
  b: PlanBuilder,
  c: PlanContext,
  after: readonly string[],
): NodegroupsResult {
  const { removed, kept, nodesRemain } = c.nodegroups;
  const retired = c.choices.retiring.map((w) =>
    b.add(
      steps.setFields,
      {
        ref: w.ref,
        title: text(
          `Retire ${w.ref.kind} ${nameOf(w)}: scale it to 0, as you asked`,
          `${w.ref.kind} ${nameOf(w)} 내리기: 요청하신 대로 레플리카를 0으로 줄임`,
        ),
        settings: [{ path: ['spec', 'replicas'], value: 0 }],
        rollout: 'none',
        estimateSeconds: 10,
      },
      {
        name: `${nameOf(w)}/retire`,
        after,
        because: ['it cannot run on Fargate'],
        phase: 'node-groups',
        workload: w.ref,
      },
    ),
  );
  if (removed.length === 0) return { removed: retired, resumed: [] };

  const frozen = c.choices.autoscalers.map((w) =>
    b.add(
      steps.setFields,
      {
        ref: w.ref,
        title: text(
          `Stand ${nameOf(w)} down, so that nothing scales up again meanwhile`,
          `${nameOf(w)} 멈추기: 그동안 노드가 다시 늘지 않도록`,
        ),
        settings: [{ path: ['spec', 'replicas'], value: 0 }],
        rollout: 'none',
        estimateSeconds: 10,
      },
      {
        name: `${nameOf(w)}/stand-down`,
        after,
        because: ['an autoscaler would fight the scale-down'],
        phase: 'node-groups',
        workload: w.ref,
        tutorialStep: 3,
      },
    ),
  );
  // With no node left there is no place for the EC2 probe: it has done its work.
  const cleared = nodesRemain
    ? []
    : [
        b.add(
          steps.removeScaffolding,
          {
            objects: [
              { apiVersion: 'v1', kind: 'Pod', namespace: PROBE_NAMESPACE, name: PROBE_POD },
            ],
          },
          {
            name: 'ec2-probe',
            after: [...after, ...frozen, ...retired],
            because: ['no EC2 node will be left for it'],
            phase: 'node-groups',
          },
        ),
      ];
  const cluster = c.world.cluster.name;
  const emptied = removed.map((g) =>
    b.add(
      steps.emptyNodegroup,
      { cluster, nodegroup: g.name, ...(nodesRemain ? {} : { last: true }) },
      {
        name: g.name,
        after: [...after, ...frozen, ...retired, ...cleared],
        because: ['node groups go only when proven empty'],
      },
    ),
  );
  const scaled = removed.map((g, i) =>
    b.add(
      steps.scaleNodegroup,
      { cluster, nodegroup: g.name, was: { ...g.scaling } },
      { name: g.name, after: [emptied[i] ?? ''], because: ['an empty group costs money'] },
    ),
  );
  const watched = b.add(
    steps.soak,
    {
      seconds: c.options.soakSeconds,
      workloads: c.choices.movers
        .filter((m) => m.workload.ref.kind !== 'CronJob')
        .map((m) => m.workload.ref),
    },
    { name: '', after: scaled, because: ['the way back is cheapest while the groups still exist'] },
  );
  const deleted = removed.map((g) =>
    b.add(
      steps.deleteNodegroup,
      { cluster, nodegroup: g.name },
      { name: g.name, after: [watched], because: ['nothing needs it'] },
    ),
  );
  const released =
    kept.length === 0 || c.choices.autoscalers.length === 0
      ? deleted
      : [
          b.add(
            steps.holdNodes,
            { nodegroups: kept.map((g) => g.name).sort(), held: false },
            {
              name: 'release',
              after: deleted,
              because: ['what remains is the autoscaler’s again'],
              phase: 'node-groups',
            },
          ),
        ];
  const resumed =
    kept.length === 0
      ? []
      : c.choices.autoscalers.map((w) =>
          b.add(
            steps.setFields,
            {
              ref: w.ref,
              title: text(
                `Let ${nameOf(w)} work again for ${kept.map((g) => g.name).join(', ')}`,
                `${nameOf(w)} 다시 실행: ${kept.map((g) => g.name).join(', ')} 담당`,
              ),
              settings: [{ path: ['spec', 'replicas'], value: w.replicas ?? 1 }],
              rollout: 'anywhere',
              estimateSeconds: 30,
            },
            {
              name: `${nameOf(w)}/resume`,
              after: released,
              because: ['the groups that remain still need it'],
              phase: 'node-groups',
              workload: w.ref,
            },
          ),
        );
  return { removed: [...deleted, ...retired], resumed };
}
