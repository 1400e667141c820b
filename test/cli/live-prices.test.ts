import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fargatectl, openLab, type Lab } from './lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(async () => {
  await lab.close();
});

interface Line {
  readonly kind: string;
  readonly usdPerMonth: number | null;
  readonly provenance: { readonly source: string; readonly date: string } | null;
}
interface Sizing {
  readonly bill: Readonly<Record<'before' | 'after', { readonly lines: readonly Line[] }>>;
  readonly gaps: readonly string[];
}
const size = async (...flags: string[]) => {
  const ended = await fargatectl(['size', ...flags, '-o', 'json'], { cwd: lab.dir, env: lab.env });
  expect([ended.code, ended.code === 0 ? '' : ended.err]).toEqual([0, '']);
  return { ...ended, sizing: JSON.parse(ended.out) as Sizing };
};
/** By kind of line: where its figure is from. */
const sources = ({ bill }: Sizing): Record<string, string> =>
  Object.fromEntries(
    [...bill.before.lines, ...bill.after.lines].flatMap((l) =>
      l.provenance === null ? [] : [[l.kind, l.provenance.source]],
    ),
  );
const amounts = ({ bill }: Sizing) =>
  [...bill.before.lines, ...bill.after.lines].map((l) => l.usdPerMonth);
const QUANTITIES = ['--assume', 'pod.starts=30', '--assume', 'image.gb=0.2', '--assume', 'logs.gb-per-pod=2']; // prettier-ignore

describe('size --live-prices on a live cluster', () => {
  it('takes nodes, volumes, Fargate, EFS, NAT and logs from AWS’ price list, with usage type and day', async () => {
    const { sizing, err } = await size('--live-prices', ...QUANTITIES);
    expect(err).toBe('');
    const from = sources(sizing);
    for (const [kind, usage] of Object.entries({
      node: 'BoxUsage:',
      claim: 'EBS:VolumeUsage.gp3',
      fargate: 'Fargate-vCPU-Hours:perCPU',
      efs: 'TimedStorage-ByteHrs',
      nat: 'NatGateway-Bytes',
      logs: 'DataProcessing-Bytes',
    }))
      expect(from[kind]).toContain(`AWS Price List API: APN2-${usage}`);
    const today = new Date().toISOString().slice(0, 10);
    const dates = sizing.bill.before.lines.flatMap((l) => (l.kind === 'node' ? [l.provenance?.date] : [])); // prettier-ignore
    expect(new Set(dates)).toEqual(new Set([today]));
    // The twin sells at the tool's dated prices: another source, the same sums.
    const { sizing: dated } = await size(...QUANTITIES);
    expect(amounts(sizing)).toEqual(amounts(dated));
    expect(sources(dated)['node']).not.toContain('Price List API');
    expect(sizing.gaps.join('\n')).toMatch(/Savings Plans, reserved instances and Spot/);
  });

  it('falls back to the dated tables when the call is denied, and says so on the page and on stderr', async () => {
    lab.twin.aws.controls.denied.add('pricing:GetProducts');
    try {
      const { sizing, err } = await size('--live-prices', ...QUANTITIES);
      const said =
        /--live-prices had no answer for Fargate, EC2, EBS, NAT, EFS, CloudWatch Logs: .*GetProducts.*The dated tables are used for these/;
      expect(err).toMatch(said);
      expect(sizing.gaps.join('\n')).toMatch(said);
      const { sizing: dated } = await size(...QUANTITIES);
      expect(sizing.bill).toEqual(dated.bill);
    } finally {
      lab.twin.aws.controls.denied.clear();
    }
  });
});
