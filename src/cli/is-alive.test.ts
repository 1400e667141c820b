import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isAlive } from './is-alive.ts';

it('tells a running process from one that ended', async () => {
  expect(isAlive(process.pid)).toBe(true);
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((done) => child.once('exit', done));
  expect(isAlive(child.pid as number)).toBe(false);
});

it.runIf(existsSync('/proc/self/stat'))(
  'takes a process that ended and was not collected for gone',
  async () => {
    // The shell forks a child and then becomes `sleep`, which collects nobody.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30']);
    const pid = await new Promise<number>((got) =>
      parent.stdout.once('data', (d: Buffer) => got(Number(d.toString()))),
    );
    try {
      await expect.poll(() => isAlive(pid), { timeout: 5000, interval: 10 }).toBe(false);
      // Still there for who only asks by signal.
      expect(() => process.kill(pid, 0)).not.toThrow();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
