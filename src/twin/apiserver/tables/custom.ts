import type { KubeObject } from '../../../model/index.ts';
import { at } from '../draft.ts';
import type { CustomDetails } from '../registry/index.ts';
import { ageOf } from './age.ts';
import { AGE, age, NAME } from './cells.ts';
import { column, type Printer } from './table.ts';

/** Columns as a CustomResourceDefinition declares them; without any, the age. */
export function customPrinter(details: CustomDetails): Printer {
  const columns = details.printerColumns;
  if (columns.length === 0)
    return {
      columns: [NAME, AGE],
      cells: (o, now) => [o.metadata.name, age(o, now)],
    };
  const readers = columns.map((c) => ({ type: c.type, read: compilePath(c.jsonPath) }));
  return {
    columns: [
      NAME,
      ...columns.map((c) => ({
        ...column(c.name, { type: c.type, wide: (c.priority ?? 0) > 0 }),
        format: c.format ?? '',
        description: c.description ?? '',
      })),
    ],
    cells: (o, now) => [
      o.metadata.name,
      ...readers.map(({ type, read }) => cell(type, read(o), now)),
    ],
  };
}

function cell(type: string, values: readonly unknown[], now: number): unknown {
  const [value] = values;
  if (value === undefined || value === null) return type === 'date' ? '<unknown>' : '';
  if (type === 'date') return ageOf(value, now);
  if (type === 'string')
    return values.map((v) => (typeof v === 'object' ? JSON.stringify(v) : String(v))).join(',');
  return value;
}

type Reader = (values: readonly unknown[]) => readonly unknown[];
const STEP =
  /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[\*\]|\['([^']+)'\]|\[\?\(@\.([\w.-]+)\s*==\s*["']([^"']*)["']\)\]/gy;

/**
 * The JSONPath that printer columns use: fields, indexes, `[*]`, and filters by equality.
 * @source https://kubernetes.io/docs/reference/kubectl/jsonpath/ (read 2026-11-23)
 */
function compilePath(path: string): (object: KubeObject) => readonly unknown[] {
  const steps: Reader[] = [];
  // Dots inside quoted keys are escaped with a backslash.
  const text = path.replaceAll(/\.((?:[\w/-]|\\\.)+)/g, (whole, key: string) =>
    key.includes('\\.') || key.includes('/') ? `['${key.replaceAll('\\.', '.')}']` : whole,
  );
  STEP.lastIndex = 0;
  for (let m = STEP.exec(text); m; m = STEP.exec(text)) {
    const [whole, field, index, quoted, filterKey, filterValue] = m;
    if (filterKey !== undefined)
      steps.push((values) =>
        values
          .flatMap((v) => (Array.isArray(v) ? (v as unknown[]) : []))
          .filter((v) => String(at(v, ...filterKey.split('.')) ?? '') === filterValue),
      );
    else if (whole === '[*]')
      steps.push((values) => values.flatMap((v) => (Array.isArray(v) ? (v as unknown[]) : [])));
    else
      steps.push((values) =>
        values
          .map((v) => at(v, index === undefined ? (field ?? quoted ?? '') : Number(index)))
          .filter((v) => v !== undefined),
      );
  }
  return (object) => steps.reduce<readonly unknown[]>((values, step) => step(values), [object]);
}
