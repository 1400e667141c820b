import { text, verbatim } from '../model/index.ts';
import type { Probe, StepContext } from './define.ts';

const PATIENCE_MS = 15 * 60_000;
const POLL_MS = 5_000;

/**
 * Waits for add-ons that the way back made before there were nodes for them. Nodes may have come too
 * late: EKS ends an add-on that is not available after twenty minutes in CREATE_FAILED, and it stays
 * so. One that this run made is made once more then, its objects kept meanwhile; they may serve.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html (status, read 2026-11-25)
 */
export async function addonsBack(context: StepContext, cluster: string): Promise<void> {
  const { ports, signal } = context;
  for (const { name, status } of await ports.aws.eks.listAddons(cluster, { signal }))
    if (status === 'CREATE_FAILED') await makeOnceMore(context, cluster, name);
  await context.wait(
    {
      for: text('the add-ons back', '애드온 복원'),
      timeoutMs: PATIENCE_MS,
      everyMs: POLL_MS,
      remedy: text(
        `aws eks list-addons --cluster-name ${cluster}, then describe-addon for the one named.`,
        `aws eks list-addons --cluster-name ${cluster}로 목록을 보고, 해당 애드온을 describe-addon으로 확인하십시오.`,
      ),
    },
    () => noneComes(context, cluster),
  );
}

async function makeOnceMore(context: StepContext, cluster: string, name: string): Promise<void> {
  const addon = context
    .restored()
    .flatMap((e) => (e.kind === 'eks-create-addon' && e.addon.name === name ? [e.addon] : []))
    .at(-1);
  // Somebody else's: the wait tells of it.
  if (!addon) return;
  context.note(
    text(
      `Add-on ${name} came back before there were nodes and ended in CREATE_FAILED; it is made once more.`,
      `애드온 ${name}은(는) 노드보다 먼저 복원되어 CREATE_FAILED로 끝났습니다. 다시 만듭니다.`,
    ),
  );
  await context.effect({ kind: 'eks-delete-addon', cluster, name, preserve: true });
  await context.wait(
    {
      for: text(`add-on ${name} deleted`, `애드온 ${name} 삭제`),
      timeoutMs: PATIENCE_MS,
      everyMs: POLL_MS,
      remedy: verbatim(`aws eks describe-addon --cluster-name ${cluster} --addon-name ${name}`),
    },
    async (): Promise<Probe<null>> => {
      const { signal } = context;
      const there = await context.ports.aws.eks.describeAddon(cluster, name, { signal });
      return there
        ? { state: 'waiting', seen: verbatim(there.status) }
        : { state: 'done', value: null };
    },
  );
  await context.effect({ kind: 'eks-create-addon', cluster, addon });
}

async function noneComes(context: StepContext, cluster: string): Promise<Probe<null>> {
  const addons = await context.ports.aws.eks.listAddons(cluster, { signal: context.signal });
  const failed = addons.find((a) => a.status === 'CREATE_FAILED');
  if (failed)
    return {
      state: 'failed',
      reason: text(
        `Add-on ${failed.name} is CREATE_FAILED.`,
        `애드온 ${failed.name}의 상태: CREATE_FAILED.`,
      ),
      remedy: text(
        `aws eks describe-addon --cluster-name ${cluster} --addon-name ${failed.name} names the issue; then fargatectl rollback goes on.`,
        `원인을 보고(aws eks describe-addon --cluster-name ${cluster} --addon-name ${failed.name}) 이어 가십시오: fargatectl rollback`,
      ),
    };
  const late = addons.filter((a) => a.status === 'CREATING');
  return late.length === 0
    ? { state: 'done', value: null }
    : { state: 'waiting', seen: verbatim(`${late.map((a) => a.name).join(', ')} CREATING`) };
}
