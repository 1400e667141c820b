import { parseCpu, selectorMatches, type Pod } from '../../model/index.ts';

/** What pods of a selector use, as a share of their CPU request, at the number of pods that there is at first. */
export interface ScriptedLoad {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly cpuPercent: number;
}

/** The use of an autoscaler's pods in percent of their request; undefined when nobody scripted one. */
export function utilization(
  load: readonly ScriptedLoad[],
  key: string,
  pods: readonly Pod[],
  baseline: Map<string, number>,
): number | undefined {
  const script = load.find((l) =>
    pods.some(
      (p) =>
        p.metadata.namespace === l.namespace &&
        selectorMatches({ matchLabels: l.selector }, p.metadata.labels),
    ),
  );
  if (!script || pods.length === 0) return undefined;
  const at = baseline.get(key) ?? pods.length;
  baseline.set(key, at);
  return (script.cpuPercent * at) / pods.length;
}

export const averageOf = (pods: readonly Pod[], percent: number): number => {
  const request =
    pods[0]?.spec.containers.reduce(
      (n, x) => n + (parseCpu(x.resources?.requests?.['cpu'] ?? 0) ?? 0),
      0,
    ) ?? 0;
  return Math.round((request * percent) / 100);
};
