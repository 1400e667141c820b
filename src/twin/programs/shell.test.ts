import { expect, it } from 'vitest';
import { aPod, aServer } from '../apiserver/server-fixture.ts';
import type { Pod } from '../../model/index.ts';
import { createVolumeContents } from '../nodes/index.ts';
import { PodFiles } from './files.ts';
import { runArgv, runScript, type ShellWorld } from './shell.ts';

async function aWorld(volumes = createVolumeContents()): Promise<ShellWorld> {
  const pod = aPod('p') as Pod;
  const uid = { ...pod, metadata: { ...pod.metadata, uid: 'u' } };
  return {
    pod: uid,
    container: 'a',
    files: await PodFiles.open(aServer().server.api, uid, 'a', volumes),
    resolver: { lookup: () => Promise.reject(new TypeError('no names here')) },
    now: () => 0,
    reach: () => Promise.resolve('refused'),
    cwd: '/',
  };
}

it('sends output where a script says', async () => {
  const world = await aWorld();
  expect(await runScript(world, 'echo out; echo err >&2; exit 3')).toEqual({
    stdout: 'out\n',
    stderr: 'err\n',
    exitCode: 3,
  });
  expect((await runScript(world, 'nosuch 2>/dev/null')).stderr).toBe('');
  expect((await runScript(world, 'nosuch 2>&1')).stdout).toContain('nosuch: not found');
  await runScript(world, 'echo one > /tmp/f; echo two >> /tmp/f');
  expect((await runScript(world, 'cat /tmp/f')).stdout).toBe('one\ntwo\n');
  expect((await runScript(world, `echo '>' "2>&1"`)).stdout).toBe('> 2>&1\n');
});

it('gives standard input to the first command of a script', async () => {
  const world = await aWorld();
  expect((await runScript(world, 'cat | wc -l', 'a\nb\n')).stdout).toBe('2\n');
});

it('keeps what one command wrote for the next', async () => {
  const volumes = createVolumeContents();
  await runScript(await aWorld(volumes), 'echo kept > /srv/f');
  expect((await runScript(await aWorld(volumes), 'cat /srv/f')).stdout).toBe('kept\n');
});

it('packs with tar what it unpacks again', async () => {
  const world = await aWorld();
  const texts = { '/srv/in/empty': '', '/srv/in/sub/long': 'x'.repeat(1500), '/srv/in/한글': '안녕\n' };
  for (const [path, text] of Object.entries(texts)) world.files.write(path, text);
  const packed = await runArgv(world, ['tar', 'cf', '-', '/srv/in']);
  await runArgv(world, ['tar', '-xmf', '-', '-C', '/out'], packed.stdout);
  for (const [path, text] of Object.entries(texts))
    expect([path, world.files.read(`/out${path}`)]).toEqual([path, text]);
  expect(await runArgv(world, ['tar', 'cf', '-', '/nope'])).toMatchObject({ exitCode: 2 });
}); // prettier-ignore
