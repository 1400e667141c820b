import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { englishLines, sharedLines } from './english.ts';
import { fargatectl, openLab, type Ended, type Lab } from './lab.ts';

/** The world's own pace on a machine that does other things as well. */
const SLOW_MS = 180_000;

interface ProfileList {
  readonly profiles: readonly {
    readonly name: string;
    readonly status: string;
    readonly pods: { readonly running: readonly string[]; readonly ended: number };
    readonly wouldTake: readonly { readonly workload: string; readonly podsElsewhere: number }[];
  }[];
}

describe('profiles list, create, replace and delete', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(400);
  }, SLOW_MS);
  afterAll(() => lab.close());
  const go = (args: readonly string[], lang: 'ko' | 'en' = 'en'): Promise<Ended> =>
    fargatectl(['--lang', lang, ...(args[0] === 'rollback' ? [] : ['profiles']), ...args], { cwd: lab.dir, env: lab.env }); // prettier-ignore
  const list = async (): Promise<ProfileList['profiles']> =>
    (JSON.parse((await go(['list', '-o', 'json'])).out) as ProfileList).profiles;
  const carrying = async (): Promise<number> =>
    (await lab.twin.kube.list('v1/Pod')).items.filter(
      (p) =>
        p.metadata.labels?.['eks.amazonaws.com/fargate-profile'] === 'web' &&
        (p['status'] as { phase?: string }).phase === 'Running',
    ).length;
  /** Both languages say it, each in its own words. */
  async function bothSay(args: readonly string[], code: number): Promise<Ended> {
    const [en, ko] = [await go(args), await go(args, 'ko')];
    expect([en.code, ko.code]).toEqual([code, code]);
    expect(`${en.out}${en.err}`).not.toMatch(/[가-힣]/);
    expect(englishLines(`${ko.out}\n${ko.err}`)).toEqual([]);
    expect(sharedLines(ko.out, en.out)).toEqual([]);
    return en;
  }

  it('say first, and change nothing until --apply and a yes', async () => {
    const dry = await bothSay(['create', 'web', '--selector', 'app:app=web'], 0);
    expect(dry.out).toContain('2 private subnets in ap-northeast-2a, ap-northeast-2c');
    expect(dry.out).toContain('It takes Deployment app/web');
    expect(dry.out).toContain('fargatectl profiles create web --selector app:app=web --apply');
    const whole = await bothSay(['create', 'all', '--selector', 'app'], 3);
    expect(whole.out).toMatch(/✗ Deployment app\/host-tuner is taken too .*privileged-container/);
    const unconfirmed = await go(['create', 'web', '--selector', 'app:app=web', '--apply']);
    expect(unconfirmed.err).toContain('NOT_CONFIRMED');
    const refused = await go(['create', 'all', '--selector', 'app', '--apply', '--yes'], 'ko');
    expect(refused.code).toBe(3);
    expect(englishLines(refused.err)).toEqual([]);
    expect(refused.err).toContain('PROFILE_CHANGE_REFUSED');
    const json = await go(['create', 'all', '--selector', 'app', '-o', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'ProfileChange', profiles: [{ profile: 'all' }] }); // prettier-ignore
    expect(await list()).toEqual([]);
  }, SLOW_MS); // prettier-ignore

  it('make what a file says, what `profiles plan` proposes too', async () => {
    const plan = await go(['plan', '--selectors', 'own-labels', '-o', 'json']);
    writeFileSync(join(lab.dir, 'profiles.json'), plan.out);
    expect((await go(['create', '-f', 'profiles.json'])).code).toBe(3);
    writeFileSync(join(lab.dir, 'one.yaml'), 'name: web\nselectors: [{ namespace: app, labels: { app: web } }]\n'); // prettier-ignore
    const made = await go(['create', '-f', 'one.yaml', '--apply', '--yes']);
    expect(made.err).toBe('');
    expect(made.code).toBe(0);
    expect(await list()).toMatchObject([
      {
        name: 'web',
        status: 'ACTIVE',
        pods: { running: [], ended: 0 },
        wouldTake: [{ workload: 'apps/v1/Deployment/app/web', podsElsewhere: 3 }],
      },
    ]);
    expect((await bothSay(['list', '-o', 'wide'], 0)).out).toContain('Deployment/app/web');
  }, SLOW_MS); // prettier-ignore

  it('replace it under its pods, refuse to delete it under them, and go back by rollback', async () => {
    await lab.twin.kube.mergePatch(
      { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'web' },
      { spec: { template: { metadata: { annotations: { restarted: 'now' } } } } },
    );
    await vi.waitFor(async () => expect(await carrying()).toBe(3), { timeout: 60_000, interval: 500 });
    const refused = await bothSay(['delete', 'web'], 3);
    expect(refused.out).toMatch(/✗ 3 pods run by web and EKS would delete them with it: app\/web-/);
    const replaced = await go(['replace', 'web', '--apply', '--yes'], 'ko');
    expect(replaced.code).toBe(0);
    expect(englishLines(replaced.out)).toEqual([]);
    expect(await list()).toMatchObject([{ name: 'web-2', pods: { running: { length: 3 } } }]);
    const back = await go(['rollback', '--yes']);
    expect(back.code).toBe(0);
    expect(back.out).toContain('no difference');
    const away = await go(['delete', 'web', '--move-to', 'ec2', '--apply', '--yes']);
    expect(away.code).toBe(0);
    expect(await list()).toEqual([]);
    expect((await go(['replace', 'web'])).err).toContain('PROFILE_UNKNOWN');
  }, SLOW_MS); // prettier-ignore
});
