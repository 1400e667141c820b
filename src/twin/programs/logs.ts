import type { Pod } from '../../model/index.ts';
import type { Result } from './shell.ts';

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

const OPENING: readonly (readonly [RegExp, readonly string[]])[] = [
  [/nginx/, ['/docker-entrypoint.sh: Configuration complete; ready for start up']],
  [
    /coredns/,
    [
      '.:53',
      '[INFO] plugin/reload: Running configuration SHA512 = 0d3bd7f3',
      'CoreDNS-1.13.1',
      'linux/amd64, go1.25.3',
    ],
  ],
  [
    /aws-load-balancer-controller/,
    [
      '{"level":"info","ts":"start","msg":"version","GitVersion":"v2.13.4"}',
      '{"level":"info","logger":"controller-runtime.webhook","msg":"Starting webhook server"}',
    ],
  ],
  [/cluster-autoscaler/, ['I1123 00:00:00.000000       1 main.go:669] Cluster Autoscaler 1.32.0']],
  [
    /metrics-server/,
    [
      'I1123 00:00:00.000000       1 serving.go:380] Generated self-signed cert (/tmp/apiserver.crt, /tmp/apiserver.key)',
    ],
  ],
];

/** What a container has said: its task's own output, or the first lines of a program that we know. */
export function logLines(
  pod: Pod,
  container: string,
  task: Result | undefined,
  now: number,
): readonly LogLine[] {
  const at = Date.parse(pod.status?.startTime ?? '') || now;
  if (task)
    return `${task.stdout}${task.stderr}`
      .split('\n')
      .filter((l, i, all) => l !== '' || i < all.length - 1)
      .map((text) => ({ at, text }));
  const image = pod.spec.containers.find((c) => c.name === container)?.image ?? '';
  const known = OPENING.find(([pattern]) => pattern.test(image))?.[1] ?? [];
  return known.map((text) => ({ at, text }));
}
