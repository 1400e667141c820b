import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { BugError } from '../errors/index.ts';
import type { MipAnswer, MipLimits, MipModel, MipSolver } from '../model/index.ts';
import type { Highs, InitOptions } from 'highs';

type Loader = (options: InitOptions) => Promise<Highs>;

/** HiGHS, an exact solver, as WebAssembly: 3.5 MB, loaded when first needed (0.1 s), no native build. */
export async function loadSolver(): Promise<MipSolver> {
  // Typed as CommonJS, run as the ES module that `import` finds: the default is the loader itself.
  const load = (await import('highs')).default as unknown as Loader;
  // Beside the bundle in the published package, in its own package in a checkout.
  const beside = new URL('highs.wasm', import.meta.url);
  const path = existsSync(beside)
    ? beside
    : createRequire(import.meta.url).resolve('highs/runtime');
  const highs = await load({ wasmBinary: await readFile(path) });
  return (model, limits) => solve(highs, model, limits);
}

/** The share of integrality that HiGHS may leave, 1e-6 by default, is rounded away. */
function solve(highs: Highs, model: MipModel, limits: MipLimits): MipAnswer {
  const { columns, rows } = model;
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const [column, factor] of row.terms) {
      indices.push(column);
      values.push(factor);
    }
    starts.push(indices.length);
  }
  const { variableType, modelStatus } = highs.constants;
  return highs.withModel(
    {
      numCols: columns.length,
      numRows: rows.length,
      colCost: columns.map((c) => c.cost),
      colLower: columns.map((c) => c.lower),
      colUpper: columns.map((c) => c.upper),
      rowLower: rows.map((r) => (r.lower === -Infinity ? -highs.infinity : r.lower)),
      rowUpper: rows.map((r) => (r.upper === Infinity ? highs.infinity : r.upper)),
      matrix: { format: 'csr', numRows: rows.length, numCols: columns.length, starts, indices, values },
      integrality: columns.map((c) => (c.isInteger ? variableType.integer : variableType.continuous)),
    },
    (m): MipAnswer => {
      m.options.set({ output_flag: false, time_limit: limits.seconds, mip_rel_gap: limits.relativeGap });
      m.run();
      const status = m.getModelStatus();
      if (status === modelStatus.infeasible) return { kind: 'infeasible' };
      if (status !== modelStatus.optimal && status !== modelStatus.timeLimit) throw BugError(`HiGHS ended with status ${String(status)} for ${columns.length} columns and ${rows.length} rows.`);
      const bound = Number(m.info.get('mip_dual_bound'));
      const objective = m.getObjectiveValue();
      const { colValue } = m.getSolution();
      const hasSolution = status === modelStatus.optimal || Number(m.info.get('primal_solution_status')) === 2;
      if (!hasSolution) return { kind: 'nothing-found', bound };
      return {
        kind: 'solved',
        values: columns.map((c, i) => (c.isInteger ? Math.round(colValue[i] ?? 0) : (colValue[i] ?? 0))),
        objective,
        bound: Math.min(bound, objective),
      };
    },
  );
} // prettier-ignore
