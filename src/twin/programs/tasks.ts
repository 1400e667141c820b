import type { Pod } from '../../model/index.ts';
import { keyOf, type Controller } from '../runtime/index.ts';
import { shellWorld, type ProgramsWorld } from './node-proxy.ts';
import { runArgv, type Result } from './shell.ts';

/** Runs the commands of pods that are to end (Jobs), once, when they start; their output is their log. */
export function taskController(o: ProgramsWorld, outputs: Map<string, Result>): Controller {
  return {
    name: 'tasks',
    watches: {
      'v1/Pod': (c) => (now, before) => {
        if (!now) outputs.delete(before?.metadata.uid ?? '');
        else if ((now as Pod).status?.phase === 'Running') c.enqueue(keyOf(now));
      },
    },
    async reconcile(c, key) {
      const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
      const uid = pod?.metadata.uid ?? '';
      if (!pod || outputs.has(uid) || pod.status?.phase !== 'Running') return;
      if ((pod.spec.restartPolicy ?? 'Always') === 'Always') return;
      let all: Result = { stdout: '', stderr: '', exitCode: 0 };
      outputs.set(uid, all);
      for (const container of pod.spec.containers) {
        const argv = [...(container.command ?? []), ...(container.args ?? [])];
        if (argv.length === 0) continue;
        const result = await runArgv(await shellWorld(o, pod, container.name), argv);
        all = {
          stdout: all.stdout + result.stdout,
          stderr: all.stderr + result.stderr,
          exitCode: Math.max(all.exitCode, result.exitCode),
        };
      }
      outputs.set(uid, all);
    },
  };
}
