import { posix } from 'node:path';
import { formatRef, refOf, text, type KubeObject, type Text } from '../../model/index.ts';
import { isFields } from './document.ts';
import { place } from './input-error.ts';

interface Origin {
  readonly file: string;
  readonly line: number;
}
interface Version {
  readonly object: KubeObject;
  readonly origin: Origin;
}
interface Objects {
  readonly objects: Map<string, KubeObject>;
  readonly origins: Map<string, Origin>;
}

/**
 * Which files are patches is said by kustomizations, and those may come in last: until then every
 * version of an object is kept, and what is wrong in a file that may be a patch.
 * @source https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/ (read 2026-11-25)
 */
export class Patches {
  private readonly named = new Set<string>();
  private readonly wrong: { readonly file: string; readonly error: Error }[] = [];
  private readonly versions = new Map<string, Version[]>();

  /** Learns the patches of a kustomization; of any other file nothing. */
  learn(file: string, value: Readonly<Record<string, unknown>>): void {
    if (!/(?:^|\/)kustomization\.ya?ml$/i.test(file)) return;
    for (const key of ['patches', 'patchesStrategicMerge', 'patchesJson6902']) {
      const list: unknown = value[key];
      for (const entry of Array.isArray(list) ? (list as readonly unknown[]) : []) {
        const path = isFields(entry) ? entry['path'] : entry;
        // A patch may also stand in the kustomization itself, in many lines.
        if (typeof path === 'string' && !path.includes('\n'))
          this.named.add(posix.join(posix.dirname(file), path));
      }
    }
  }

  /** An error that matters only where its file is no patch. */
  defer(file: string, error: Error): void {
    this.wrong.push({ file, error });
  }

  /** An object that stands there already, in another form. */
  double(key: string, before: Version, now: Version): void {
    const versions = this.versions.get(key);
    if (versions) versions.push(now);
    else this.versions.set(key, [before, now]);
  }

  /** Takes the patches out again; throws what is wrong elsewhere. Answers the files that were taken out. */
  settle({ objects, origins }: Objects, files: readonly string[]): readonly string[] {
    const wrong = this.wrong.find(({ file }) => !this.named.has(file));
    if (wrong) throw wrong.error;
    const patches = files.filter((file) => this.named.has(file));
    if (patches.length === 0) return [];
    for (const [key, { file }] of [...origins]) {
      if (!this.named.has(file)) continue;
      const last = this.whole(key).at(-1);
      if (last) {
        objects.set(key, last.object);
        origins.set(key, last.origin);
      } else {
        objects.delete(key);
        origins.delete(key);
      }
    }
    return patches;
  }

  /** Objects that stand twice, differently, patches left aside: one sentence each. */
  twice(): readonly Text[] {
    return [...this.versions.keys()].flatMap((key) => {
      const versions = this.whole(key);
      return versions.slice(1).map(({ object, origin }, i) => {
        const name = formatRef(refOf(object));
        const first = versions[i]?.origin ?? origin;
        const [one, two] = [place(first.file, first.line), place(origin.file, origin.line)];
        return text(
          `${name} stands in ${one.en} and, differently, in ${two.en}; the latter counts.`,
          `${name}: ${one.ko}와(과) ${two.ko}의 내용이 다릅니다. 뒤의 것을 따릅니다.`,
        );
      });
    });
  }

  private whole(key: string): readonly Version[] {
    return (this.versions.get(key) ?? []).filter(({ origin }) => !this.named.has(origin.file));
  }
}
