import type { Container, Pod } from '../../model/index.ts';

/** How long a Job's container works when its command does not tell. */
const TASK_MS = 8_000;

const commandOf = (pod: Pod): string =>
  pod.spec.containers.map((c) => [...(c.command ?? []), ...(c.args ?? [])].join(' ')).join(' ');

/** Job pods end; so does a bare pod with `restartPolicy: Never` that does not sleep for ever. */
export const endsByItself = (pod: Pod): boolean =>
  pod.spec.restartPolicy !== undefined &&
  pod.spec.restartPolicy !== 'Always' &&
  !pod.spec.containers.some(isInteractive) &&
  !lastsForEver(commandOf(pod));

const lastsForEver = (command: string): boolean =>
  /sleep\s+(infinity|inf|\d{6,}|\d+d)|tail -f/.test(command);

/** A shell that waits for somebody at its standard input; it ends with its session. */
export const isInteractive = (c: Container): boolean =>
  c.stdin === true &&
  /^$|(^|\/)(ba|a|da)?sh$/.test([...(c.command ?? []), ...(c.args ?? [])].join(' '));

/** How long a debug container works; undefined: until its pod goes, or its shell is left. */
export function debugMs(c: Container): number | undefined {
  const command = [...(c.command ?? []), ...(c.args ?? [])].join(' ');
  return isInteractive(c) || lastsForEver(command) ? undefined : 1_000 + sleepsMs(command);
}

/** The sleeps in the command, or a little while. */
export function taskMs(pod: Pod): number {
  return TASK_MS + sleepsMs(commandOf(pod));
}

const sleepsMs = (command: string): number =>
  [...command.matchAll(/sleep\s+(\d+)/g)].reduce((sum, m) => sum + Number(m[1]) * 1000, 0);

/** The longest `sleep N` among the containers' preStop hooks. */
export function preStopMs(pod: Pod): number {
  const hooks = pod.spec.containers.map((c) => {
    const hook = c.lifecycle?.preStop as
      { exec?: { command?: readonly string[] }; sleep?: { seconds?: number } } | undefined;
    if (hook?.sleep?.seconds !== undefined) return hook.sleep.seconds * 1000;
    const m = /sleep\s+(\d+)/.exec((hook?.exec?.command ?? []).join(' '));
    return m ? Number(m[1]) * 1000 : 0;
  });
  return Math.max(0, ...hooks);
}
