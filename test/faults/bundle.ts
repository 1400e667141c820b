import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * How the worker's engine must run. A child of fork(2) has no helper threads, and a collection of the
 * whole heap asks them for help even so: with room for all that a case leaves behind there is none.
 * Small collections it makes alone.
 */
export const ENGINE: readonly string[] = ['--single-threaded', '--no-incremental-marking', '--initial-old-space-size=2048', '--max-old-space-size=4096', '--max-semi-space-size=32']; // prettier-ignore

/**
 * The worker as one file that needs no loader: a child of fork(2) has no other threads, and those that
 * turn TypeScript into JavaScript run in one. Answers where it is.
 */
export async function bundleWorker(): Promise<string> {
  const dir = join(ROOT, 'node_modules', '.cache', 'faults');
  mkdirSync(dir, { recursive: true });
  const outfile = join(dir, 'worker.mjs');
  await build({
    entryPoints: [join(ROOT, 'test', 'faults', 'worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    external: ['koffi'],
    logLevel: 'warning',
    define: { __VERSION__: '"test"' },
    // Packages written for CommonJS ask for `require`.
    banner: {
      js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';import{dirname as __dn}from'node:path';const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__dn(__filename);",
    },
  });
  const scenario = join('scenarios', 'migration-eks');
  cpSync(join(ROOT, 'src', 'twin', scenario), join(dir, scenario), { recursive: true });
  cpSync(join(ROOT, 'node_modules', 'highs', 'build', 'highs.wasm'), join(dir, 'highs.wasm'));
  return outfile;
}
