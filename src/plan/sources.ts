import {
  formatRef,
  isSyncing,
  refOf,
  syncOwnerName,
  syncOwnerOf,
  text,
  type KubeObject,
  type SyncOwner,
  type Text,
  type Workload,
} from '../model/index.ts';
import type { FieldSetting } from '../steps/index.ts';
import { fieldText, read } from './settings.ts';

/** What keeps a workload as a repository has it, up to what keeps that: the one to pause first stands first. */
export interface Source {
  readonly owner: SyncOwner;
  readonly chain: readonly KubeObject[];
  /** Why it cannot be paused from here. */
  readonly unreachable?: Text;
}

/** The source of a workload, looked up among the snapshot's objects. */
export function sourceOf(
  objects: readonly KubeObject[],
  workload: Pick<Workload, 'object'>,
): Source | undefined {
  const first = syncOwnerOf(workload.object);
  if (!first) return undefined;
  const chain: KubeObject[] = [];
  for (let owner: SyncOwner | undefined = first; owner;) {
    const object = find(objects, owner);
    if (!object)
      return {
        owner: first,
        chain,
        unreachable: text(
          `${syncOwnerName(owner)} is not in the snapshot`,
          `스냅샷에 ${syncOwnerName(owner)}이(가) 없습니다`,
        ),
      };
    // What keeps itself (Flux's own Kustomization does) is paused once.
    if (chain.includes(object)) break;
    chain.unshift(object);
    const maker = object.metadata.ownerReferences?.find((o) => o.controller === true);
    if (maker)
      return {
        owner: first,
        chain,
        unreachable: text(
          `${formatRef(refOf(object))} is made by ${maker.kind} ${maker.name}, which would put a pause back`,
          `${formatRef(refOf(object))}을(를) 만드는 ${maker.kind} ${maker.name}이(가) 중지를 되돌립니다`,
        ),
      };
    owner = syncOwnerOf(object);
  }
  return { owner: first, chain };
}

function find(objects: readonly KubeObject[], owner: SyncOwner): KubeObject | undefined {
  const found = objects.filter(
    (o) =>
      o.kind === owner.kind &&
      o.metadata.name === owner.name &&
      (owner.namespace === null || o.metadata.namespace === owner.namespace),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a source that is known to rest, or that never acts by itself, leaves a change alone. */
export function rests({ chain, unreachable }: Source): boolean {
  const nearest = chain.at(-1);
  return unreachable === undefined && nearest !== undefined && !isSyncing(nearest);
}

/**
 * The fields of a move that stand in the object already: a sync knows them and puts them back. What
 * a move only adds (its label) no sync knows, and leaves: Argo CD compares what its manifest names,
 * and Flux owns what it has applied.
 * @source https://argo-cd.readthedocs.io/en/stable/user-guide/diff-strategies/ (read 2026-11-25)
 * @source https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources (read 2026-11-25)
 */
export const replacedFields = (
  workload: Workload,
  settings: readonly FieldSetting[],
): readonly string[] =>
  settings.filter((s) => read(workload.object, s.path) !== undefined).map((s) => fieldText(s.path));
