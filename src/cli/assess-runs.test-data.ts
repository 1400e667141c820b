import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { runCli } from './program.ts';
import type { Io } from './io.ts';

export const SCENE = fileURLToPath(
  new URL('../twin/scenarios/migration-eks/kubernetes', import.meta.url),
);
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assess-outputs-'));
afterAll(() => rmSync(folder, { recursive: true }));
export const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function fargatectl(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTTY: false, errIsTTY: false, columns: 120, color: false, env: {}, cwd: folder, lang: 'en',
    stdin: async function* () {},
    ask: () => Promise.resolve(undefined),
    onInterrupt: () => () => undefined,
  }; // prettier-ignore
  const code = await runCli(argv, io);
  return { out, err, code };
}
export const assess = (...argv: string[]) => fargatectl('assess', '--from', ...argv);

/** Two workloads, each field on a line of its own. */
export const MANIFEST = `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      namespace: app
    spec:
      replicas: 2
      selector: { matchLabels: { app: web } }
      template:
        metadata: { labels: { app: web } }
        spec:
          containers:
            - name: web
              image: registry.example.com/web:1
              ports:
                - containerPort: 8080
                  hostPort: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: deep, namespace: app }
spec:
  replicas: 1
  selector: { matchLabels: { app: deep } }
  template:
    metadata: { labels: { app: deep } }
    spec:
      containers:
        - name: deep
          image: registry.example.com/deep:1
          securityContext:
            privileged: true
`;
export const manifest = file('app.yaml', MANIFEST);
export const lineOf = (text: string): number => MANIFEST.split('\n').findIndex((l) => l.includes(text)) + 1; // prettier-ignore

export function waiversOf(...list: readonly (readonly [rule: string, workload: string, reason: string, expires: string])[]): string {
  const waivers = list.map(([rule, workload, reason, expires]) => ({ rule, workload, reason, expires }));
  return JSON.stringify({ apiVersion: 'fargatectl/v1', kind: 'Waivers', waivers });
} // prettier-ignore
