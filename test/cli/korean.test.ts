import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { englishLines, sharedLines } from './english.ts';
import { fargatectl, openLab, type Ended, type Lab } from './lab.ts';

const HANGUL = /[가-힣]/;
/** The world's own pace on a machine that does other things as well. */
const SLOW_MS = 180_000;

/** Marks of a value that was printed before its words were chosen. */
const UNSPOKEN = /\[object |undefined(?!입니다)/;

function expectKorean({ out, err }: Ended): void {
  expect(englishLines(`${out}\n${err}`)).toEqual([]);
  expect(`${out}${err}`).toMatch(HANGUL);
  expect(`${out}${err}`).not.toMatch(UNSPOKEN);
}
function expectEnglish({ out, err }: Ended): void {
  expect(`${out}${err}`).not.toMatch(HANGUL);
  expect(`${out}${err}`).not.toMatch(UNSPOKEN);
}

describe('the check for English that was left over', () => {
  it.each([
    'it serves EC2 nodes; it goes with the last of them',
    '   • Deployment app/x: kept on EC2, as you asked',
    '  할 일: Make a new snapshot and a new plan.',
    '  EKS 컨트롤 플레인  1  73.00  standard support; a version in extended support costs more',
  ])('finds %j', (line) => {
    expect(englishLines(line)).toEqual([line]);
  });
  it('finds short ones by what both languages share', () => {
    const english =
      'x is ACTIVE\n  no node is held\n  DELETE Pod a/b · PATCH nodes of a annotation c\n';
    expect(sharedLines(`x: ACTIVE\n  no node is held\n${english.split('\n')[2] ?? ''}`, english)).toEqual(['  no node is held']); // prettier-ignore
  });
  it.each([
    '       PATCH nodes of burst, general annotation a/b · POST pods/eviction',
    '  할 일: 다시 시도: fargatectl migrate --resume',
    '상태 보기: aws eks describe-nodegroup --cluster-name c --nodegroup-name general',
    'EC2 burst t3.large  ip-10-6-106-143  8/8  aws-node ebs-csi-node kube-proxy log-agent',
    'AWS_X  AWS가 eks:CreateFargateProfile 요청을 거부했습니다: you are not allowed to do it',
  ])('leaves %j alone', (line) => {
    expect(englishLines(line)).toEqual([]);
  });
});

describe('in Korean', () => {
  let lab: Lab;
  let planned: Ended;
  beforeAll(async () => {
    lab = await openLab();
    planned = await go(['plan', '-o', 'plan.json']);
  }, SLOW_MS);
  afterAll(() => lab.close());
  const go = (args: readonly string[], lang: 'ko' | 'en' = 'ko'): Promise<Ended> =>
    fargatectl(['--lang', lang, ...args], { cwd: lab.dir, env: lab.env });

  it('the demo has no line left in English', async () => {
    const demo = await go(['demo']);
    expect(demo.code).toBe(0);
    expectKorean(demo);
    const english = await go(['demo'], 'en');
    expectEnglish(english);
    expect(sharedLines(demo.out, english.out)).toEqual([]);
  }, SLOW_MS); // prettier-ignore

  it('assessment and sizes of the live cluster are told', async () => {
    for (const args of [['assess', '-o', 'wide'], ['assess', '-o', 'md'], ['size'], ['profiles', 'plan', '--selectors', 'namespaces']]) expectKorean(await go(args)); // prettier-ignore
  }, SLOW_MS); // prettier-ignore

  it('the plan is told, and its file has the same bytes in both languages', async () => {
    expectKorean(planned);
    expect((await go(['plan', '-o', 'plan-en.json'], 'en')).code).toBe(0);
    const file = (name: string): string => readFileSync(join(lab.dir, name), 'utf8');
    expect(file('plan.json')).toBe(file('plan-en.json'));
    expectKorean(await go(['plan', 'show', 'plan.json']));
    expectEnglish(await go(['plan', 'show', 'plan.json'], 'en'));
    expectKorean(await go(['plan', '--as-tutorial', '--retire', 'app/host-tuner']));
  }, SLOW_MS); // prettier-ignore

  it('a rehearsal is told, its events each in the language that was asked for', async () => {
    expectKorean(await go(['rehearse', 'plan.json']));
    const texts = async (lang: 'ko' | 'en'): Promise<readonly string[]> =>
      (await go(['rehearse', 'plan.json', '-o', 'json'], lang)).out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .flatMap((e) => ['title', 'for', 'evidence'].flatMap((k) => (k in e ? [e[k] as string] : [])));
    const [ko, en] = [await texts('ko'), await texts('en')];
    expect(ko.length).toBe(en.length);
    expect(ko.length).toBeGreaterThan(80);
    expect(ko.filter((t) => englishLines(t).length > 0)).toEqual([]);
    expect(en.filter((t) => HANGUL.test(t))).toEqual([]);
  }, SLOW_MS); // prettier-ignore

  it('a run that fails says why, and what it said is there later in either language', async () => {
    lab.twin.aws.controls.denied.add('eks:CreateFargateProfile');
    const failed = await go(['migrate', 'plan.json', '--yes']);
    lab.twin.aws.controls.denied.clear();
    expect(failed.code).toBe(5);
    expect(failed.err).toMatch(/AWS가 eks:CreateFargateProfile 요청을 거부했습니다/);
    expect(failed.err).toMatch(/할 일: 이 신원에 eks:CreateFargateProfile 권한을 허용하십시오/);
    expectKorean(failed);
    const [ko, en] = [await go(['status']), await go(['status'], 'en')];
    expectKorean(ko);
    expectEnglish(en);
    expect(sharedLines(ko.out, en.out)).toEqual([]);
    expect(ko.out).toMatch(/AWS가 eks:CreateFargateProfile 요청을 거부했습니다/);
    expect(en.out).toMatch(/AWS refused eks:CreateFargateProfile/);
    expectKorean(await go(['verify']));
    expectKorean(await go(['rollback', '--yes']));
    expectKorean(await go(['cleanup', '--yes']));
  }, SLOW_MS); // prettier-ignore
});

describe('in Korean, what cannot be used', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'fargatectl-korean-'));
    const files: Record<string, string> = {
      'empty.yaml': '',
      'truncated.yaml': 'kind: Pod\nmetadata: [a',
      'truncated.json': '{"kind":"Deployment"',
      'number.yaml': '42',
      'typed.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { replicas: two, template: { spec: { containers: [] } } }\n',
      'twice.yaml': 'a: 1\na: 2\n',
      'plan.json': '{"apiVersion":"fargatectl/v1","kind":"Plan","steps":[{"id":1}]}',
      'snapshot.json': '{"apiVersion":"fargatectl/v1","kind":"Snapshot"}',
    }; // prettier-ignore
    for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
    mkdirSync(join(dir, 'nothing'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const cases: readonly (readonly string[])[] = [
    ...['empty.yaml', 'truncated.yaml', 'truncated.json', 'number.yaml', 'typed.yaml', 'twice.yaml', 'snapshot.json', 'missing.yaml', 'nothing', '-'].map((f) => ['assess', '--from', f]),
    ['rehearse', 'plan.json'], ['rehearse', 'snapshot.json'], ['migrate'], ['migrate', '--resume', '--yes'], ['status'],
    ['snapshot', '--kubeconfig', 'missing'], ['plan', '--soak', 'long', '--from', 'number.yaml'], ['lab', 'start', '--speed', 'fast'],
    ['lab', 'stop'], ['explain', 'nonsense'], ['assess', '--form', 'x'], ['asess'], ['plan', '--concurrency'], ['plan', 'show'],
  ]; // prettier-ignore
  it.each(cases.map((c) => [c.join(' '), c] as const))('%s', async (_name, args) => {
    const ended = await fargatectl(['--lang', 'ko', ...args], { cwd: dir });
    expect(ended.code).toBe(2);
    expectKorean(ended);
  });

  it('is asked for by the locale as well', async () => {
    const { err } = await fargatectl(['asess'], { cwd: dir, env: { LANG: 'ko_KR.UTF-8' } });
    expect(err).toMatch(/^오류: 알 수 없는 명령/);
  });

  it('help has no line left in English', async () => {
    for (const args of [
      ['--help'],
      ['plan', '--help'],
      ['lab', '--help'],
      ['assess', '--help'],
      ['profiles', 'plan', '--help'],
    ])
      expectKorean(await fargatectl(['--lang', 'ko', ...args], { cwd: dir }));
  });

  it('files are assessed without a cluster’s name, and what was set aside is told', async () => {
    const pod = 'spec: { template: { spec: { containers: [{ name: c, image: i }] } } }';
    writeFileSync(join(dir, 'web.yaml'), `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n${pod}\n---\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: c }\n`); // prettier-ignore
    const args = ['--lang', 'ko', 'assess', '--from', 'web.yaml', '--from', '-', '-o', 'wide'];
    const ended = await fargatectl(args, { cwd: dir, stdin: `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: other }\n${pod}\n` }); // prettier-ignore
    expectKorean(ended);
    expect(ended.out).toMatch(/^평가\n/);
    expect(ended.out).toMatch(/읽는 규칙이 없어 제외한 종류: Certificate \(1\)/);
    expect(ended.out).toMatch(/표준 입력/);
    expect(ended.out).toMatch(/Deployment other/);
  });
});
