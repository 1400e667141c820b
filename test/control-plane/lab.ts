import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../cli/lab.ts';
import { openRealStage } from './stage.ts';

/** The tutorial's cluster as `openLab` has it, but Kubernetes' own control plane answers. There is no AWS. */
export async function openRealLab(speed = 200): Promise<Lab> {
  const stage = await openRealStage({ speed });
  const dir = mkdtempSync(join(tmpdir(), 'fargatectl-real-lab-'));
  const none = (what: string): never => {
    throw new Error(`${what} is the twin's own; Kubernetes' control plane has none`);
  };
  return {
    get twin() {
      return none('twin');
    },
    dir,
    kubeconfig: stage.control.kubeconfig,
    env: { KUBECONFIG: stage.control.kubeconfig },
    look: () => none('look'),
    cut: () => none('cut'),
    async close() {
      await stage.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
