import { copyJson, ensure, isDraft, own, textAt, type Draft } from '../draft.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { ApiStatusError } from '../../runtime/index.ts';
import { applyTypeOf } from './apply-type.ts';
import {
  difference,
  differenceUnder,
  emptySet,
  intersection,
  isEmptySet,
  pathsOf,
  union,
  type FieldSet,
} from './field-set.ts';
import { encodeManagers, isSameManager, managersOf, type Manager } from './managers.ts';
import { mergeApplied, prune } from './merge.ts';
import { compare, fieldsOf, stripIdentity } from './sets.ts';

export interface ApplyRequest {
  readonly definition: ResourceDefinition;
  /** The applied configuration, normalized. */
  readonly config: Draft;
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly force: boolean;
  readonly time: string;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Lays an applied configuration over the live object (in the version of the request): fields that
 * the manager no longer applies go, fields of others are left or, by force, taken.
 * @throws 409 with one cause for each field that another manager owns with another value.
 */
export function applyConfiguration(live: Draft | undefined, request: ApplyRequest): Draft {
  const type = applyTypeOf(request.definition);
  const config = copyJson(request.config);
  const managers = live ? ownersOf(live, request) : [];
  const mine = (m: Manager): boolean => isSameManager(m, { ...request, operation: 'Apply' });
  const last = managers.find(mine)?.set ?? emptySet();
  const set = writable(stripIdentity(fieldsOf(type, config)), request);
  const others = managers.filter((m) => !mine(m));

  const keep = others.reduce<FieldSet>((all, m) => union(all, m.set), set);
  const merged = mergeApplied(type, live ?? {}, config);
  const pruned = prune(type, merged, last, keep);
  const result = isDraft(pruned) ? pruned : {};
  const changes = compare(type, live ?? {}, result);
  const touched = union(changes.added, changes.modified);
  const conflicts = others
    .map((manager) => ({ manager, set: intersection(manager.set, touched) }))
    .filter((c) => !isEmptySet(c.set));
  const settled = conflicts.length === 0 ? emptySet() : takenOver(live, request);
  const unsettled = conflicts
    .map((c) => ({ ...c, set: difference(c.set, settled) }))
    .filter((c) => !isEmptySet(c.set));
  if (unsettled.length > 0 && !request.force) throw conflictError(unsettled);
  const isForced = conflicts.length > 0;

  const kept = others.map((m) => ({
    ...m,
    set: differenceUnder(difference(m.set, isForced ? touched : emptySet()), changes.removed),
  }));
  ensure(result, 'metadata')['managedFields'] = encodeManagers([
    ...kept,
    {
      manager: request.manager,
      operation: 'Apply',
      apiVersion: request.apiVersion,
      subresource: request.subresource,
      time: timeOf(managers.find(mine), set, request.time),
      set,
    },
  ]);
  keepLastApplied(live, result, request);
  return result;
}

/** The time of an entry changes only when its fields do. */
const timeOf = (before: Manager | undefined, set: FieldSet, now: string): string =>
  before && isEmptySet(difference(before.set, set)) && isEmptySet(difference(set, before.set))
    ? before.time
    : now;

/** Objects from before anybody applied belong to one manager of that name. */
function ownersOf(live: Draft, request: ApplyRequest): Manager[] {
  const managers = managersOf(live);
  if (managers.length > 0) return managers;
  const { managedFields: _m, ...metadata } = (live['metadata'] ?? {}) as Draft;
  const { added } = compare(applyTypeOf(request.definition), {}, { ...live, metadata });
  const set = stripIdentity(added);
  return [
    {
      manager: 'before-first-apply',
      operation: 'Update',
      apiVersion: request.apiVersion,
      subresource: '',
      time: request.time,
      set,
    },
  ];
}

/** The half of the object that this request cannot write is not owned by it either. */
function writable(set: FieldSet, request: ApplyRequest): FieldSet {
  const separate = request.definition.subresources.some((s) => s.name === 'status');
  if (request.subresource === 'status') {
    for (const element of [...set.children.keys()])
      if (element !== 'f:status') set.children.delete(element);
  } else if (separate) set.children.delete('f:status');
  return set;
}

/**
 * What `kubectl apply --server-side` takes over without a conflict from `kubectl apply`: the fields
 * of the last applied configuration that still have its values.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/util/managedfields/internal/lastappliedmanager.go (read 2026-11-25)
 */
function takenOver(live: Draft | undefined, request: ApplyRequest): FieldSet {
  const text = textAt(live, 'metadata', 'annotations', LAST_APPLIED);
  const applied = request.manager === 'kubectl' && text !== undefined ? parsed(text) : undefined;
  if (!isDraft(applied) || applied['apiVersion'] !== request.apiVersion) return emptySet();
  const type = applyTypeOf(request.definition);
  const changes = compare(type, applied, live);
  return [changes.added, changes.modified, changes.removed].reduce(difference, fieldsOf(type, applied)); // prettier-ignore
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `kubectl apply` without --server-side reads this annotation; it must not lag behind. */
function keepLastApplied(live: Draft | undefined, result: Draft, request: ApplyRequest): void {
  if (request.manager !== 'kubectl') return;
  if (textAt(live, 'metadata', 'annotations', LAST_APPLIED) === undefined) return;
  const annotations = own((result['metadata'] ?? {}) as Draft, 'annotations');
  const config = copyJson(request.config);
  const given = (config['metadata'] ?? {}) as Draft;
  if (isDraft(given['annotations'])) delete given['annotations'][LAST_APPLIED];
  if (isDraft(annotations)) annotations[LAST_APPLIED] = `${JSON.stringify(config)}\n`;
}

interface Conflict {
  readonly manager: Manager;
  readonly set: FieldSet;
}

function managerText(m: Manager): string {
  const name =
    m.subresource === ''
      ? JSON.stringify(m.manager)
      : `${JSON.stringify(m.manager)} with subresource ${JSON.stringify(m.subresource)}`;
  return m.operation === 'Update' ? `${name} using ${m.apiVersion}` : name;
}

function conflictError(conflicts: readonly Conflict[]): ApiStatusError {
  const sorted = [...conflicts].sort((a, b) =>
    managerText(a.manager) < managerText(b.manager) ? -1 : 1,
  );
  const causes = sorted.flatMap(({ manager, set }) =>
    pathsOf(set).map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(manager)}`,
      field,
    })),
  );
  const [first] = causes;
  const message =
    causes.length === 1 && first
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${sorted
          .map(({ manager, set }) =>
            [
              `conflicts with ${managerText(manager)}:`,
              ...pathsOf(set).map((path) => `- ${path}`),
            ].join('\n'),
          )
          .join('\n')}`;
  return new ApiStatusError({ code: 409, reason: 'Conflict', message, details: { causes } });
}
