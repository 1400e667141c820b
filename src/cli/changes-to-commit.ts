import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeWhole } from '../adapters/files.ts';
import { UserError } from '../errors/index.ts';
import { counted, text, type Plan } from '../model/index.ts';
import { fileName } from '../plan/index.ts';
import type { Io } from './io.ts';
import { say } from './lang.ts';

/** Mode of files that go into a repository: nothing in them is secret. */
const SHARED = 0o644;

/** Writes a plan's changes as a Kustomize component: a patch for each workload that a repository keeps. */
export function writeChanges(io: Io, plan: Plan, dir: string): void {
  const changes = plan.toCommit ?? [];
  if (changes.length === 0)
    throw UserError({
      code: 'NOTHING_TO_COMMIT',
      message: text(
        `No workload that this plan moves is kept by Argo CD or Flux, so ${dir} would be empty.`,
        `이 계획이 옮기는 워크로드 가운데 Argo CD나 Flux가 관리하는 것이 없어 ${dir}에 쓸 것이 없습니다.`,
      ),
      remedy: text(
        'Plan without --write-changes: fargatectl plan -o plan.json.',
        '--write-changes 없이 계획하십시오: fargatectl plan -o plan.json',
      ),
    });
  for (const { ref, source, patch } of changes)
    writeWhole(join(dir, fileName(ref)), `# ${source}\n${stringify(patch)}`, SHARED);
  writeWhole(
    join(dir, 'kustomization.yaml'),
    stringify({
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: changes.map(({ ref }) => ({ path: fileName(ref) })),
    }),
    SHARED,
  );
  const files = changes.length + 1;
  io.err(
    `${say(
      text(
        `${counted(files, 'file')} in ${dir}. Add the folder to the kustomization that holds these workloads, under components:`,
        `${dir}에 파일 ${files}개를 썼습니다. 이 워크로드들이 있는 kustomization의 components에 이 폴더를 더하십시오.`,
      ),
      io.lang,
    )}\n`,
  );
}
