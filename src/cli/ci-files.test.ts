import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
const COMMAND = `${process.execPath} ${TSX} ${join(ROOT, 'src/cli/main.ts')}`;
const folder = mkdtempSync(join(tmpdir(), 'ci-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(
  join(folder, 'web.yaml'),
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: app }\nspec:\n  hostNetwork: true\n  containers: [{ name: a, image: b }]\n',
);

interface Action {
  readonly inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  readonly outputs: Record<string, { description: string; value: string }>;
  readonly runs: { using: string; steps: { id?: string; run?: string; env?: Record<string, string>; uses?: string }[] }; // prettier-ignore
}
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
const [, assess] = action.runs.steps;

/** Runs the action's own script with inputs in place of GitHub's expressions. */
function run(inputs: Record<string, string>): {
  code: number | null;
  outputs: string;
  out: string;
} {
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary'), RUNNER_TEMP: folder }; // prettier-ignore
  writeFileSync(files.GITHUB_OUTPUT, '');
  writeFileSync(files.GITHUB_STEP_SUMMARY, '');
  const env = Object.fromEntries(
    Object.entries(assess?.env ?? {}).map(([key, value]) => {
      const name = /inputs\.([\w-]+)/.exec(value)?.[1] ?? '';
      return [key, inputs[name] ?? action.inputs[name]?.default ?? ''];
    }),
  );
  const done = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', assess?.run ?? ''], {
    cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...files, ...env },
  }); // prettier-ignore
  return { code: done.status, outputs: readFileSync(files.GITHUB_OUTPUT, 'utf8'), out: done.stdout + done.stderr }; // prettier-ignore
}

describe('the GitHub Action', () => {
  it('describes each input and output, and uses each input', () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      expect(input.description, name).not.toBe('');
      expect(input.required === true || input.default !== undefined, name).toBe(true);
      expect(text).toContain(`inputs.${name}`);
    }
    for (const [name, output] of Object.entries(action.outputs))
      expect(assess?.run, name).toContain(
        /outputs\.([\w-]+)/.exec(output.value)?.[1] ?? 'an output',
      );
  });

  it('puts no input into a script, where it could be run', () => {
    for (const step of action.runs.steps) expect(step.run ?? '').not.toContain('${{');
  });

  it('asks for the version that this is', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }; // prettier-ignore
    expect(action.inputs['command']?.default).toContain(`fargatectl@${version}`);
  });

  it('annotates, writes SARIF and a comment, and hands the exit code on', () => {
    const { code, outputs, out } = run({ path: 'web.yaml', command: COMMAND });
    expect(out).toContain('::error file=web.yaml,line=5,title=host-network::');
    expect(code).toBe(0);
    expect(outputs).toContain('exit-code=3');
    expect(outputs).toContain('# Fargate assessment');
    expect(JSON.parse(readFileSync(join(folder, 'fargatectl.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' }); // prettier-ignore
  }, 60_000);

  it('hands on that the input was bad', () => {
    expect(run({ path: 'no-such-file', command: COMMAND }).outputs.trim()).toBe('exit-code=2');
  }, 60_000);
});

describe('the pre-commit hook', () => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as [
    { id: string; entry: string; args: string[]; pass_filenames: boolean; language: string },
  ];
  it('runs a command line that exists, and fails on what Fargate refuses', () => {
    const [bin, ...words] = hook.entry.split(' ');
    const { bin: bins } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> }; // prettier-ignore
    expect(Object.keys(bins)).toContain(bin);
    expect(hook).toMatchObject({ language: 'node', pass_filenames: false });
    const [node = '', ...before] = COMMAND.split(' ');
    expect(() => execFileSync(node, [...before, ...words, ...hook.args], { cwd: folder, stdio: 'pipe' })).toThrow(expect.objectContaining({ status: 3 })); // prettier-ignore
  }, 60_000);

  it('is installed from the repository: npm prepares a clone, and leaves a checkout alone', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }; // prettier-ignore
    const [node, script = ''] = (scripts['prepare'] ?? '').split(' ');
    expect(node).toBe('node');
    const prepare = (env: Record<string, string>) =>
      spawnSync(process.execPath, [join(ROOT, script)], { cwd: folder, encoding: 'utf8', env });
    expect(prepare({})).toMatchObject({ status: 0, stdout: '', stderr: '' });
    // In a clone it fetches what it builds with, by the npm that runs it: here there is none.
    const clone = prepare({
      _PACOTE_NO_PREPARE_: 'git+file:///repository',
      npm_execpath: 'no-npm',
    });
    expect(clone.status).not.toBe(0);
    expect(clone.stderr).toContain('no-npm');
  });
});
