import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../src/cli/memory-run.ts';
import { reportRun } from '../../src/cli/report-run.ts';
import { summaryText } from '../../src/cli/render/summary.ts';
import { DnsWatch } from '../../src/execute/index.ts';
import type { RunSummary } from '../../src/model/index.ts';
import { MemoryJournal, openStage, quietIo, type Stage } from './stage.ts';

const COREDNS = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'coredns' } as const; // prettier-ignore
const PROBE = { apiVersion: 'v1', kind: 'Pod', namespace: 'fargatectl', name: 'dns-probe-ec2' } as const; // prettier-ignore
const scaleDns = (stage: Stage, replicas: number) =>
  stage.world.kube.patch(COREDNS, { type: 'merge', body: { spec: { replicas } } });

describe('the DNS probe of a live run', () => {
  it('is asked all through the run, and its answers are in the last event, the journal and the summary', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const journal = memoryJournal(plan, stage.clock.now(), 'asked');
      const io = quietIo();
      await reportRun({ io, world: stage.world, stored: { id: 'asked', place: 'local', plan, open: () => Promise.resolve(journal) }, json: true, direction: { way: 'forward', pauseAfter: 'system' } }); // prettier-ignore
      const { summary } = JSON.parse(io.printed.at(-1) ?? '') as { summary: RunSummary };
      const names = summary.requests.filter((r) => r.kind === 'dns');
      expect(names.map((n) => n.through)).toContain(
        'DNS kubernetes.default.svc.cluster.local (fargatectl/dns-probe-ec2)',
      );
      for (const n of names) {
        expect(n.failed, n.through).toBe(0);
        // Every two seconds or so, once the pod is there.
        expect(n.asked).toBeGreaterThan(summary.durationSeconds / 4);
        expect(n.asked).toBeLessThan(summary.durationSeconds);
        expect(journal.allNotes().some((note) => note.text.en.startsWith(n.through))).toBe(true);
      }
      const asked = names[0]?.asked.toLocaleString('en');
      expect(summaryText(summary, quietIo())).toContain(`(fargatectl/dns-probe-ec2): ${asked} asked, 0 failed`); // prettier-ignore
      expect(summaryText(summary, quietIo({ lang: 'ko' }))).toContain(`(fargatectl/dns-probe-ec2): ${asked}번 조회, 실패 0번`); // prettier-ignore
    } finally {
      stage.stop();
    }
  });

  it('counts what failed and for how long, says so at once, and counts nothing while the pod is gone', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const turns: string[] = [];
      const watch = DnsWatch.start({
        ports: stage.world,
        clock: stage.clock,
        plan,
        onTurn: (name, why) =>
          void turns.push(`${name} ${why === undefined ? 'answers' : 'fails'}`),
      });
      // Nobody asks before the pod is there.
      await stage.clock.sleep(10_000);
      expect(watch?.report().map((n) => n.asked)).toEqual(watch?.report().map(() => 0));
      expect(summaryText({ ...NOTHING, requests: watch?.report() ?? [] }, quietIo())).toContain('could not be asked, not known'); // prettier-ignore
      await stage.session({ plan, store: new MemoryJournal(), direction: { way: 'forward', pauseAfter: 'start-dns-probe' } }); // prettier-ignore
      await stage.clock.sleep(20_000);
      await scaleDns(stage, 0);
      await stage.clock.sleep(60_000);
      await scaleDns(stage, 2);
      await stage.clock.sleep(60_000);
      await stage.world.kube.delete(PROBE);
      await stage.clock.sleep(10_000);
      const before = watch?.report().map((n) => n.asked);
      await stage.clock.sleep(30_000);
      expect(watch?.report().map((n) => n.asked)).toEqual(before);
      await watch?.stop();
      const [first] = watch?.report() ?? [];
      expect(first?.failed).toBeGreaterThan(5);
      expect(first?.asked).toBeGreaterThan((first?.failed ?? 0) + 5);
      expect(first?.longestGapSeconds).toBeGreaterThan(40);
      expect(first?.longestGapSeconds).toBeLessThan(100);
      expect(turns.slice(0, 1)).toEqual([expect.stringMatching(/ fails$/)]);
      expect(turns.some((t) => t.endsWith(' answers'))).toBe(true);
    } finally {
      stage.stop();
    }
  });

  it('is not there when the plan starts no probe', async () => {
    const stage = await openStage();
    const plan = await stage.plan();
    const none = { ...plan, steps: plan.steps.filter((s) => s.step !== 'start-dns-probe') };
    expect(DnsWatch.start({ ports: stage.world, clock: stage.clock, plan: none })).toBeUndefined();
    stage.stop();
  });
});

const NOTHING: RunSummary = {
  outcome: 'stopped',
  durationSeconds: 0,
  steps: { done: 0, skipped: 0, failed: 0, left: 0 },
  availability: [],
  requests: [],
};
