import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { LAB_EXTENSION } from '../../model/index.ts';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

const kubeconfig = z.object({
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({
        server: z.string(),
        extensions: z
          .array(z.object({ name: z.string(), extension: z.unknown() }))
          .optional()
          .catch(undefined),
      }),
    }),
  ),
});
const extension = z.object({ speed: z.number().min(1).max(1000) });

/**
 * How many times faster waits pass on a practice cluster; 1 everywhere else. It is the entry of this
 * very server in the kubeconfig that must say so, and the server must be on this machine: nothing
 * that is left in a terminal can make waits on a real cluster short.
 * @source https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ (`extensions` of a cluster; read 2026-11-25)
 */
export function labSpeed(o: {
  readonly paths: string | undefined;
  readonly clusterName: string;
  readonly server: string;
}): number {
  if (!LOOPBACK.has(URL.canParse(o.server) ? new URL(o.server).hostname : '')) return 1;
  const files = o.paths?.split(delimiter).filter((f) => f !== '') ?? [join(homedir(), '.kube', 'config')]; // prettier-ignore
  for (const file of files) {
    const read = kubeconfig.safeParse(parsed(file));
    const entry = read.data?.clusters.find((c) => c.name === o.clusterName)?.cluster;
    if (!entry) continue;
    const said = entry.extensions?.find((e) => e.name === LAB_EXTENSION)?.extension;
    return entry.server === o.server ? (extension.safeParse(said).data?.speed ?? 1) : 1;
  }
  return 1;
}

/** What cannot be read here was told when the credentials were read. */
function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
