import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fargatectl, openLab, type Lab } from './lab.ts';

describe('doctor', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab.close());

  it('names identity, cluster, versions, reads and rights, and what it did not try', async () => {
    const { code, out } = await fargatectl(['doctor'], { cwd: lab.dir, env: lab.env });
    expect(code).toBe(0);
    expect(out).toContain('Migration-EKS ACTIVE');
    expect(out).toMatch(/✓ {2}Kubernetes: writes +\d+ rights, all held/);
    expect(out).toMatch(/\? {2}AWS: writes/);
  });

  it('names a denied read and ends with 4', async () => {
    lab.twin.aws.controls.denied.add('servicequotas:ListServiceQuotas');
    const { code, out } = await fargatectl(['doctor', '-o', 'json'], {
      cwd: lab.dir,
      env: lab.env,
    });
    lab.twin.aws.controls.denied.clear();
    expect(code).toBe(4);
    const { checks } = JSON.parse(out) as {
      checks: { state: string; what: string; seen: string }[];
    };
    expect(checks.filter((c) => c.state === 'failed').map((c) => c.what)).toEqual(['AWS: quotas']);
    expect(checks.find((c) => c.what === 'AWS: quotas')?.seen).toMatch(/ListServiceQuotas/);
  });

  it('prints a policy for one cluster without asking anybody', async () => {
    const { code, out } = await fargatectl(
      ['doctor', 'permissions', '--only', 'iam', '--cluster', 'Migration-EKS', '--account', '111122223333', '--region', 'ap-northeast-2'],
      { cwd: lab.dir },
    ); // prettier-ignore
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Resource: expect.arrayContaining(['arn:aws:eks:ap-northeast-2:111122223333:cluster/Migration-EKS']),
        }),
      ]),
    }); // prettier-ignore
  });
});
