import { isNotFound } from '../errors/index.ts';
import type { StepContext } from './define.ts';
import type { Lookup } from './schemas.ts';

export interface DnsAnswer {
  readonly lookup: Lookup;
  readonly addresses: readonly string[];
  readonly ok: boolean;
  /** Whether DNS was asked at all: false when the pod is gone, or was ended while it asked. */
  readonly asked: boolean;
  readonly said: string;
}

/** Above it a shell's exit code says which signal ended the command. */
const KILLED = 128;

/** Asks the cluster's DNS from inside a pod, as the tutorial does: `nslookup NAME`. */
export async function askFrom(
  context: Pick<StepContext, 'ports' | 'signal'>,
  pod: { readonly namespace: string; readonly name: string },
  lookup: Lookup,
): Promise<DnsAnswer> {
  const heard = await nslookup(context, pod, lookup.name);
  if (heard === 'gone') {
    const said = `pod ${pod.namespace}/${pod.name} is not there any more`;
    return { lookup, addresses: [], ok: false, asked: false, said };
  }
  const { exitCode, stdout, stderr } = heard;
  const addresses = answers(stdout);
  const ok =
    exitCode === 0 &&
    addresses.length > 0 &&
    (lookup.expect === null || addresses.includes(lookup.expect));
  const asked = exitCode <= KILLED;
  return {
    lookup,
    addresses,
    ok,
    asked,
    said: `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '',
  };
}

/** Its node may have gone, and the pod with it: nobody asks then, which is no answer. */
async function nslookup(
  { ports, signal }: Pick<StepContext, 'ports' | 'signal'>,
  pod: { readonly namespace: string; readonly name: string },
  name: string,
): Promise<Awaited<ReturnType<StepContext['ports']['kube']['exec']>> | 'gone'> {
  try {
    return await ports.kube.exec(pod, ['nslookup', name], { signal });
  } catch (error) {
    if (isNotFound(error)) return 'gone';
    throw error;
  }
}

/** The addresses after the answer's `Name:`; the server's own address stands before it. */
export function answers(nslookup: string): readonly string[] {
  const lines = nslookup.split('\n');
  const start = lines.findIndex((l) => l.startsWith('Name:'));
  if (start < 0) return [];
  return lines
    .slice(start)
    .flatMap((l) => /^Address(?:\s*\d+)?:\s*([0-9a-fA-F.:]+)/.exec(l)?.[1] ?? [])
    .map((a) => a.replace(/#\d+$/, ''));
}
