import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors/index.ts';
import type { Scenario } from '../twin/index.ts';
import { text } from '../model/index.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The tutorial's cluster, or the scenario in a folder of one's own. */
export async function loadScenario(folder?: string): Promise<Scenario> {
  const { parseScenario } = await import('../twin/index.ts');
  const root = folder ?? builtIn();
  if (!existsSync(root))
    throw UserError({
      code: 'SCENARIO_UNKNOWN',
      message: text(
        `There is no scenario folder ${root}.`,
        `시나리오 폴더 ${root}이(가) 없습니다.`,
      ),
      remedy: text(
        'Leave --scenario out for the tutorial’s cluster.',
        '튜토리얼의 클러스터를 쓰려면 --scenario를 빼십시오.',
      ),
    });
  const files = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(root, path).split(sep).join('/'), await readFile(path, 'utf8'));
  }
  return parseScenario(files);
}

/** Beside the bundle once built, in the source tree before. */
const builtIn = (): string =>
  [
    join(HERE, 'scenarios', 'migration-eks'),
    join(HERE, '..', 'twin', 'scenarios', 'migration-eks'),
  ].find((p) => existsSync(p)) ?? join(HERE, 'scenarios', 'migration-eks');
