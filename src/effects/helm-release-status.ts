import { changedByOthers } from './changed.ts';
import type { EffectDefinition } from './effect.ts';
import { newestRecord, withInfo, type HelmInfo } from './helm-record.ts';
import { objectTarget } from './targets.ts';
import { text } from '../model/index.ts';

interface Before {
  readonly revision: number;
  readonly status: string;
  readonly deleted: string | null;
  readonly description: string | null;
}

/** Helm writes this zero time while a release is not deleted. */
const NEVER = '';

/**
 * Marks a Helm v3 release as uninstalled (as `helm uninstall --keep-history` does) or as it was
 * again. Only status, time and description are journaled; values never leave memory.
 * @source https://helm.sh/docs/helm/helm_uninstall/ (read 2026-11-23)
 */
export const helmReleaseStatus: EffectDefinition<'helm-release-status'> = {
  kind: 'helm-release-status',
  describe: ({ namespace, release, status }) =>
    `PUT secrets/${namespace}/sh.helm.release.v1.${release} status ${status}`,
  targets: ({ namespace, release }) => [
    objectTarget({ apiVersion: 'v1', kind: 'Secret', namespace, name: `helm ${release}` }),
  ],
  async observe({ kube }, { namespace, release, restores }): Promise<Before> {
    const { revision, info } = await newestRecord(kube, namespace, release);
    if (restores && restores.revision !== revision)
      throw changedByOthers(
        text(
          `Helm release ${namespace}/${release} is at revision ${revision}, and the run had left it at ${restores.revision}.`,
          `Helm 릴리스 ${namespace}/${release}의 리비전이 ${revision}입니다. 이 실행은 ${restores.revision}에 두었습니다.`,
        ),
      );
    return {
      revision,
      status: info.status,
      deleted: info.deleted ?? null,
      description: info.description ?? null,
    };
  },
  async settle({ kube }, { namespace, release, status }, before) {
    const { revision, info } = await newestRecord(kube, namespace, release);
    const was = before as Before;
    if (revision === was.revision && info.status === status) return { state: 'done', result: null };
    return revision === was.revision && info.status === was.status
      ? { state: 'not-done' }
      : {
          state: 'changed',
          what: text(
            `Helm release ${namespace}/${release} is at revision ${revision} with status ${info.status}.`,
            `Helm 릴리스 ${namespace}/${release}의 리비전이 ${revision}, 상태가 ${info.status}입니다.`,
          ),
        };
  },
  async perform({ kube }, { namespace, release, status, restores }, { now, signal }) {
    const record = await newestRecord(kube, namespace, release);
    const { deleted: _d, description: _t, ...rest } = record.info;
    const deleted = restores
      ? restores.deleted
      : status === 'uninstalled'
        ? new Date(now).toISOString()
        : NEVER;
    const description = restores
      ? restores.description
      : status === 'uninstalled'
        ? 'Uninstallation complete'
        : 'Install complete';
    const info: HelmInfo = {
      ...rest,
      status,
      ...(deleted === null ? {} : { deleted }),
      ...(description === null ? {} : { description }),
    };
    await kube.update(withInfo(record, info), { signal });
    return null;
  },
  inverse({ namespace, release }, before) {
    const { status, ...restores } = before as Before;
    return status === 'deployed' || status === 'uninstalled'
      ? {
          kind: 'effects',
          effects: [{ kind: 'helm-release-status', namespace, release, status, restores }],
        }
      : {
          kind: 'irreversible',
          why: text(
            `Helm release ${release} had status ${status}`,
            `Helm 릴리스 ${release}의 상태가 ${status}였습니다`,
          ),
        };
  },
};
