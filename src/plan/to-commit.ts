import { syncOwnerName, type CommitPatch, type ObjectRef } from '../model/index.ts';
import type { FieldSetting } from '../steps/index.ts';
import type { PlanContext } from './context.ts';
import { moveSettings } from './move-settings.ts';
import { sourceOf } from './sources.ts';

/** For each workload that a repository keeps: the move's change, as the repository should have it. */
export function changesToCommit(
  c: Pick<PlanContext, 'options' | 'labelled' | 'tag' | 'choices' | 'world'>,
): readonly CommitPatch[] {
  return [...c.choices.movers, ...c.choices.atSource]
    .flatMap((mover) => {
      const source = sourceOf(c.world.objects, mover.workload);
      if (!source) return [];
      const { ref } = mover.workload;
      return [
        {
          ref,
          source: syncOwnerName(source.owner),
          patch: strategicMerge(ref, moveSettings(c, mover)),
        },
      ];
    })
    .sort((a, z) => (fileName(a.ref) < fileName(z.ref) ? -1 : 1));
}

/** `app-deployment-web.yaml` */
export const fileName = ({ namespace, kind, name }: ObjectRef): string =>
  `${namespace === undefined ? '' : `${namespace}-`}${kind.toLowerCase()}-${name}.yaml`;

type Fields = Record<string, unknown>;

/**
 * Field settings as a strategic merge patch, the form that Kustomize takes: list elements by their
 * own key, null for what goes, whole lists marked as replaced.
 * @source https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/ (read 2026-11-25)
 */
export function strategicMerge(ref: ObjectRef, settings: readonly FieldSetting[]): Fields {
  const { apiVersion, kind, namespace, name } = ref;
  const patch: Fields = {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
  for (const { path, value } of settings) {
    let at = patch;
    path.forEach((token, i) => {
      if (typeof token !== 'string') return;
      const next = path[i + 1];
      if (next === undefined) at[token] = replaced(value);
      else if (typeof next === 'string') at = at[token] = (at[token] ?? {}) as Fields;
      else at = element((at[token] ??= []) as Fields[], next);
    });
  }
  return patch;
}

const replaced = (value: unknown): unknown =>
  Array.isArray(value) && value.some((e) => e !== null && typeof e === 'object')
    ? [{ $patch: 'replace' }, ...(value as unknown[])]
    : (value ?? null);

function element(list: Fields[], identity: Readonly<Record<string, string | number>>): Fields {
  const found = list.find((e) => Object.entries(identity).every(([k, v]) => e[k] === v));
  if (found) return found;
  const made: Fields = { ...identity };
  list.push(made);
  return made;
}
