import type { JsonPatchOp, KubeObject, Workload, WorkloadAssessment } from '../model/index.ts';
import type { FieldSetting } from '../steps/index.ts';

type Path = FieldSetting['path'];

/**
 * Turns a rule's JSON patch into field settings that survive reordering: list elements are named by
 * `name` or `containerPort`; a list without such names is set as a whole.
 */
export function settingsFromPatch(
  object: KubeObject,
  patch: readonly JsonPatchOp[],
): readonly FieldSetting[] {
  const after = patch.reduce(
    (doc: unknown, op) => applyOp(doc, op),
    structuredClone(object) as unknown,
  );
  const settings = new Map<string, FieldSetting>();
  for (const op of patch) {
    if (op.op === 'test') continue;
    const setting = settle(object, after, pointer(op.path));
    settings.set(JSON.stringify(setting.path), setting);
  }
  return [...settings.values()];
}

/** What a workload itself needs on Fargate, by the fixes of its blockers. */
export const fixSettings = (
  workload: Workload,
  assessment: WorkloadAssessment,
): readonly FieldSetting[] =>
  settingsFromPatch(
    workload.object,
    assessment.findings
      .filter((f) => f.object === undefined && f.severity === 'blocker')
      .flatMap((f) => (f.fix?.type === 'json-patch' ? f.fix.patch : [])),
  );

const pointer = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((t) => t.replaceAll('~1', '/').replaceAll('~0', '~'));

function settle(before: unknown, after: unknown, tokens: readonly string[]): FieldSetting {
  const path: (string | Readonly<Record<string, string | number>>)[] = [];
  let old: unknown = before;
  let now: unknown = after;
  for (const token of tokens) {
    if (Array.isArray(old) || Array.isArray(now)) {
      const name = identity(Array.isArray(old) ? (old[Number(token)] as unknown) : undefined);
      if (!name) return withValue(path, now);
      path.push(name);
      const match =
        ([k, v]: [string, string | number]) =>
        (e: unknown) =>
          (e as Record<string, unknown>)[k] === v;
      const entry = Object.entries(name)[0] as [string, string | number];
      old = (old as unknown[]).find(match(entry));
      now = Array.isArray(now) ? now.find(match(entry)) : undefined;
      // The element itself went away: the list is set as a whole.
      if (now === undefined) return withValue(path.slice(0, -1), read(after, path.slice(0, -1)));
      continue;
    }
    path.push(token);
    old = (old as Record<string, unknown> | undefined)?.[token];
    now = (now as Record<string, unknown> | undefined)?.[token];
  }
  return withValue(path, now);
}

const withValue = (path: Path, value: unknown): FieldSetting =>
  value === undefined ? { path } : { path, value };

function identity(element: unknown): Readonly<Record<string, string | number>> | undefined {
  if (element === null || typeof element !== 'object') return undefined;
  const e = element as Record<string, unknown>;
  if (typeof e['name'] === 'string' && e['name'] !== '') return { name: e['name'] };
  if (typeof e['containerPort'] === 'number') return { containerPort: e['containerPort'] };
  return undefined;
}

/** The value at a setting's path, or undefined. */
export function read(object: unknown, path: Path): unknown {
  let at: unknown = object;
  for (const token of path) {
    if (at === null || typeof at !== 'object') return undefined;
    if (typeof token === 'string') at = (at as Record<string, unknown>)[token];
    else
      at = Array.isArray(at)
        ? at.find((e) =>
            Object.entries(token).every(([k, v]) => (e as Record<string, unknown>)[k] === v),
          )
        : undefined;
  }
  return at;
}

function applyOp(doc: unknown, op: JsonPatchOp): unknown {
  const tokens = pointer(op.path);
  const last = tokens.pop();
  if (last === undefined) return op.value;
  let at = doc as Record<string, unknown>;
  for (const token of tokens) {
    const next = (Array.isArray(at) ? (at as unknown[])[Number(token)] : at[token]) as
      Record<string, unknown> | undefined;
    if (next === undefined) return doc;
    at = next;
  }
  if (Array.isArray(at)) {
    const list = at as unknown[];
    const index = last === '-' ? list.length : Number(last);
    if (op.op === 'remove') list.splice(index, 1);
    else if (op.op === 'add') list.splice(index, 0, op.value);
    else if (op.op === 'replace') list[index] = op.value;
  } else if (op.op === 'remove') delete at[last];
  else if (op.op !== 'test') at[last] = op.value;
  return doc;
}

/** A setting's path for people: `spec.template.spec.containers[web].ports`. */
export const fieldText = (path: Path): string =>
  path
    .map((token) => (typeof token === 'string' ? token : `[${Object.values(token).join()}]`))
    .join('.')
    .replaceAll('.[', '[');
