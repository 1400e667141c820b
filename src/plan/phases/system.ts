import { steps } from '../../steps/index.ts';
import { COMPUTE_TYPE, selectorTakes } from '../../model/index.ts';
import {
  canaryPod,
  canarySelector,
  isSystem,
  probe,
  type PlanContext,
  type ProposedProfile,
} from '../context.ts';
import { rollsQuietly } from '../choices.ts';
import type { PlanBuilder } from '../builder.ts';
import { moveSteps } from './application.ts';
import { toleratingAll } from '../daemonsets.ts';
import type { NetworkResult } from './network.ts';
import type { Preflight } from './preflight.ts';

export interface SystemResult {
  /** By profile name: the step that makes it. */
  readonly profiles: ReadonlyMap<string, string>;
  /** By profile name: the canary that proved it. */
  readonly canaries: ReadonlyMap<string, string>;
  readonly dns: readonly string[];
  readonly moved: readonly string[];
}

/**
 * What stays on EC2 although the profile's selectors take it, and can be told so by a rollout that
 * interrupts nothing. Fargate would refuse its next pod, whenever that is made.
 */
const drawnIn = (c: PlanContext, profile: ProposedProfile) =>
  c.choices.staying
    .filter((w) => {
      const { namespace = '' } = w.ref;
      const { labels = {}, annotations = {} } = w.template.metadata ?? {};
      return (
        rollsQuietly(w) &&
        annotations[COMPUTE_TYPE] !== 'ec2' &&
        profile.selectors.some((s) => selectorTakes(s, namespace, labels))
      );
    })
    .map((w) => ({ ref: w.ref, template: w.templatePath.split('.') }));

/** Profiles one after another, each proven by a canary; then CoreDNS, the load balancer controller, metrics-server. */
export function system(
  b: PlanBuilder,
  c: PlanContext,
  done: Preflight & NetworkResult,
): SystemResult {
  const keptOff = [...keepDaemonsetsOff(b, c, done), ...holdNodes(b, c, done)];
  const profiles = new Map<string, string>();
  const canaries = new Map<string, string>();
  let previous: string | undefined;
  for (const profile of c.profiles) {
    const isKubeSystem = profile.selectors.some((s) => s.namespace === 'kube-system');
    // Profile operations are serial in a cluster, so each waits for the one before.
    previous = b.add(
      steps.createFargateProfile,
      {
        cluster: c.world.cluster.name,
        name: profile.name,
        podExecutionRoleArn: c.roleArn,
        subnetIds: c.world.subnets.map((s) => s.id),
        selectors: profile.selectors.map((s) => ({ ...s })),
        ...(drawnIn(c, profile).length === 0 ? {} : { keepOff: drawnIn(c, profile) }),
      },
      {
        name: profile.name,
        after: [done.role, ...(previous === undefined ? [] : [previous])],
        because: ['no-matching-profile'],
        phase: isKubeSystem ? 'system' : 'application',
        tutorialStep: isKubeSystem ? 4 : 8,
      },
    );
    profiles.set(profile.name, previous);
    const selector = canarySelector(profile);
    if (selector)
      canaries.set(
        profile.name,
        b.add(
          steps.runCanary,
          {
            profile: profile.name,
            namespace: selector.namespace,
            pod: canaryPod(profile.name),
            labels: { ...(selector.labels ?? {}) },
            image: c.options.probeImage,
          },
          {
            name: profile.name,
            after: [previous, done.logging, ...keptOff],
            because: ['one pod proves matching, placement, size and image pull'],
          },
        ),
      );
  }
  const dns = coredns(b, c, {
    ...done,
    after: [...profiles.values(), ...canaries.values(), ...keptOff],
  });
  const moved = c.choices.movers
    .filter((m) => isSystem(m) && m.component !== 'coredns')
    .flatMap((m) =>
      moveSteps(b, c, m, {
        after: [...dns, ...canaries.values(), ...done.groups],
        phase: 'system',
        tutorialStep: 7,
      }),
    );
  return { profiles, canaries, dns, moved };
}

/** Nodes empty out while pods move; an autoscaler that takes them meanwhile evicts what has not moved yet. */
function holdNodes(b: PlanBuilder, c: PlanContext, done: Preflight): readonly string[] {
  if (c.choices.autoscalers.length === 0) return [];
  const groups = [...c.nodegroups.removed, ...c.nodegroups.kept].map((g) => g.name).sort();
  return [
    b.add(
      steps.holdNodes,
      { nodegroups: groups, held: true },
      {
        name: 'all',
        after: [done.logging],
        because: ['an autoscaler removes half-empty nodes by evicting what is on them'],
        tutorialStep: 3,
      },
    ),
  ];
}

function keepDaemonsetsOff(b: PlanBuilder, c: PlanContext, done: Preflight): readonly string[] {
  return toleratingAll(c.world).map((ref) =>
    b.add(
      steps.keepDaemonsetOffFargate,
      { ref },
      {
        name: `${ref.namespace ?? ''}/${ref.name}`,
        after: [done.check],
        because: ['tolerate-all-daemonset'],
        workload: ref,
        tutorialStep: 3,
      },
    ),
  );
}

function coredns(
  b: PlanBuilder,
  c: PlanContext,
  done: Preflight & NetworkResult & { readonly after: readonly string[] },
): readonly string[] {
  if (done.probe === undefined) return [];
  const ec2Probe = { ...probe, where: 'EC2' as const };
  const lookups = c.lookups.map((l) => ({ ...l }));
  const before = b.add(
    steps.checkDns,
    { pods: [ec2Probe], lookups },
    { name: 'before', after: [done.probe], because: ['what answers today must answer afterwards'] },
  );
  const mover = c.choices.movers.find((m) => m.component === 'coredns');
  if (!mover || !c.coredns) return [before];
  const { ref } = mover.workload;
  const backup = b.add(
    steps.backUpConfig,
    {
      ref: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: ref.namespace ?? 'kube-system',
        name: 'coredns',
      },
      copyName: `coredns-backup-${c.tag}`,
    },
    {
      name: 'coredns',
      after: [done.check],
      because: ['the stub domains live here'],
      tutorialStep: 5,
    },
  );
  const addon = c.world.addons.find((a) => a.name === 'coredns');
  const move = b.add(
    steps.moveCoredns,
    {
      cluster: c.world.cluster.name,
      deployment: ref,
      addon: addon
        ? { name: addon.name, configurationValues: onFargate(addon.configurationValues) }
        : null,
      probe: { ...probe },
      lookups,
    },
    {
      name: '',
      after: [before, backup, done.logging, ...done.groups, ...done.after],
      because: ['coredns-compute-type'],
      workload: ref,
      tutorialStep: 5,
    },
  );
  return [
    b.add(
      steps.checkDns,
      { pods: [ec2Probe], lookups },
      {
        name: 'from-ec2',
        after: [move],
        because: ['DNS must cross from EC2 to Fargate'],
        tutorialStep: 6,
      },
    ),
  ];
}

/** Keeps what the operator configured and adds the compute type. */
function onFargate(values: string | null): string {
  const present =
    values === null || values.trim() === '' ? {} : (JSON.parse(values) as Record<string, unknown>);
  return JSON.stringify({ ...present, computeType: 'Fargate' });
}
