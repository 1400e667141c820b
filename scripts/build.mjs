// Bundles the command line into dist/: one small entry, and chunks that a command loads when it
// needs them. Runtime packages are inside, so that the published package installs in seconds.
import { chmodSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
await build({
  entryPoints: { fargatectl: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // The ES build of packages that have both: named exports, and only what is used.
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  sourcemap: false,
  logLevel: 'warning',
  // Node's own is deprecated, and from version 21 on it says so in the middle of what we say.
  alias: { punycode: 'punycode/' },
  define: { __VERSION__: JSON.stringify(version) },
  // Packages written for CommonJS ask for `require`.
  banner: {
    js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fu}from'node:url';import{dirname as __dn}from'node:path';const require=__cr(import.meta.url),__filename=__fu(import.meta.url),__dirname=__dn(__filename);",
  },
});
cpSync('src/twin/scenarios/migration-eks', 'dist/scenarios/migration-eks', { recursive: true });
// The solver's WebAssembly, which its chunk reads when it is first needed.
cpSync('node_modules/highs/build/highs.wasm', 'dist/highs.wasm');
chmodSync('dist/fargatectl.js', 0o755);
