import { z } from 'zod';
import { counted, formatRef, text } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { TRY_AGAIN } from './phrases.ts';
import { objectRef, words } from './schemas.ts';

const input = z.object({
  namespace: z.string(),
  release: z.string(),
  objects: z.array(objectRef),
  why: words,
});
type Input = z.infer<typeof input>;

/**
 * What `helm uninstall --keep-history` does: the release's objects go, its record stays in the
 * cluster, marked uninstalled. So its values are saved without anybody reading them, and
 * `helm rollback` works too.
 * @source https://helm.sh/docs/helm/helm_uninstall/ (read 2026-11-23)
 */
export const uninstallHelmRelease = defineMigrationStep<Input>({
  id: 'uninstall-helm-release',
  phase: 'add-ons',
  input,
  describe: (i) => ({
    title: text(
      `Uninstall the Helm release ${i.release}, its values kept in its history: ${i.why.en}`,
      `Helm 릴리스 ${i.release} 제거(값은 이력에 남음): ${i.why.ko}`,
    ),
    effects: [
      ...i.objects.map((o) => `DELETE ${formatRef(o)}`),
      `PUT secrets/${i.namespace}/sh.helm.release.v1.${i.release}`,
    ],
    estimateSeconds: 15,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    for (const ref of i.objects)
      if (await context.ports.kube.get(ref))
        await context.effect({ kind: 'kube-delete', ref, propagation: 'Background' });
    await context.effect({
      kind: 'helm-release-status',
      namespace: i.namespace,
      release: i.release,
      status: 'uninstalled',
    });
  },
  async verify(context, i) {
    for (const ref of i.objects)
      if (await context.ports.kube.get(ref))
        return {
          state: 'failed',
          reason: text(
            `${formatRef(ref)} is still there.`,
            `${formatRef(ref)}이(가) 아직 남아 있습니다.`,
          ),
          remedy: TRY_AGAIN,
        };
    return {
      state: 'ok',
      evidence: text(
        `${counted(i.objects.length, 'object')} gone; helm history ${i.release} -n ${i.namespace} keeps the values`,
        `객체 ${i.objects.length}개가 없어졌습니다. 값은 이력에 있습니다: helm history ${i.release} -n ${i.namespace}`,
      ),
    };
  },
});
