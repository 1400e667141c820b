import type { Pod } from '../../model/index.ts';
import { keyOf, type Controller } from '../runtime/index.ts';
import { containerState } from './container-state.ts';
import { shellWorld, type ProgramsWorld } from './node-proxy.ts';
import { runArgv, type Result } from './shell.ts';

/** Runs the commands of pods that are to end (Jobs), once, when they start; their output is their log. */
export function taskController(o: ProgramsWorld, outputs: Map<string, Result>): Controller {
  return {
    name: 'tasks',
    watches: {
      'v1/Pod': (c) => (now, before) => {
        if (!now) forget(outputs, before as Pod);
        else if ((now as Pod).status?.phase === 'Running') c.enqueue(keyOf(now));
      },
    },
    async reconcile(c, key) {
      const pod = c.informer('v1/Pod').byKey(key) as Pod | undefined;
      if (pod) await runDebugged(o, pod, outputs);
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

/** Debug containers say what their command says, once, whatever the pod's restart policy. */
async function runDebugged(
  o: ProgramsWorld,
  pod: Pod,
  outputs: Map<string, Result>,
): Promise<void> {
  for (const container of pod.spec.ephemeralContainers ?? []) {
    const id = `${pod.metadata.uid ?? ''}/${container.name}`;
    const argv = [...(container.command ?? []), ...(container.args ?? [])];
    if (outputs.has(id) || containerState(pod, container.name).kind !== 'running') continue;
    outputs.set(id, { stdout: '', stderr: '', exitCode: 0 });
    if (argv.length > 0 && container.stdin !== true)
      outputs.set(id, await runArgv(await shellWorld(o, pod, container.name), argv));
  }
}

function forget(outputs: Map<string, Result>, pod: Pod): void {
  const uid = pod.metadata.uid ?? '';
  outputs.delete(uid);
  for (const c of pod.spec.ephemeralContainers ?? []) outputs.delete(`${uid}/${c.name}`);
}
