import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Difference {
  /** Pages that are missing or say something else. */
  readonly stale: readonly string[];
  /** Files in folders of generated pages that nothing generates. */
  readonly leftOver: readonly string[];
}

/** Generated pages (path below `docs` → text) against what is there. */
export function compare(
  pages: ReadonlyMap<string, string>,
  docs: string,
  ownFolders: readonly string[],
): Difference {
  const stale = [...pages].flatMap(([path, text]) => {
    const file = join(docs, path);
    return existsSync(file) && readFileSync(file, 'utf8') === text ? [] : [path];
  });
  const leftOver = ownFolders.flatMap((folder) =>
    existsSync(join(docs, folder))
      ? readdirSync(join(docs, folder), { withFileTypes: true })
          .filter((entry) => entry.isFile() && !pages.has(`${folder}/${entry.name}`))
          .map((entry) => `${folder}/${entry.name}`)
      : [],
  );
  return { stale, leftOver };
}
