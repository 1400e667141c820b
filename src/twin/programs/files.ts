import type { Pod } from '../../model/index.ts';
import type { KubeApi } from '../runtime/index.ts';
import type { VolumeContents } from '../seams.ts';

interface Mount {
  readonly at: string;
  readonly files: Map<string, string>;
  readonly source: string;
}

const ROOT = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'sys', 'tmp', 'usr', 'var'];

/** The files that a container sees: its mounted volumes over a nearly empty root. */
export class PodFiles {
  private readonly mounts: readonly Mount[];
  private readonly root: Map<string, string>;

  private constructor(mounts: readonly Mount[], root: Map<string, string>, pod: Pod) {
    this.root = root;
    this.mounts = [...mounts].sort((a, b) => b.at.length - a.at.length);
    this.root.set('etc/hostname', `${pod.metadata.name}\n`);
    this.root.set('etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n');
  }

  static async open(
    api: KubeApi,
    pod: Pod,
    container: string,
    volumes: VolumeContents,
  ): Promise<PodFiles> {
    const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
    const spec = [...containers, ...initContainers, ...ephemeralContainers].find(
      (c) => c.name === container,
    );
    const mounts: Mount[] = [];
    for (const mount of spec?.volumeMounts ?? []) {
      const volume = pod.spec.volumes?.find((v) => v.name === mount.name);
      const claim = volume?.persistentVolumeClaim?.claimName;
      if (claim !== undefined) {
        const handle = await handleOf(api, pod.metadata.namespace ?? '', claim);
        if (handle !== undefined)
          mounts.push({ at: clean(mount.mountPath), files: volumes.files(handle), source: handle });
      } else if (volume?.emptyDir)
        mounts.push({
          at: clean(mount.mountPath),
          files: volumes.files(`emptydir:${pod.metadata.uid ?? ''}/${volume.name}`),
          source: 'tmpfs',
        });
      else {
        const files = await configFiles(api, pod, volume);
        if (files) mounts.push({ at: clean(mount.mountPath), files, source: 'tmpfs' });
      }
    }
    // What one command writes, the next one finds.
    const root = volumes.files(`root:${pod.metadata.uid ?? ''}/${container}`);
    return new PodFiles(mounts, root, pod);
  }

  mountsList(): readonly { readonly at: string; readonly source: string }[] {
    return this.mounts.map((m) => ({ at: `/${m.at}`, source: m.source }));
  }
  read(path: string): string | undefined {
    const [files, rest] = this.place(path);
    return files.get(rest);
  }
  write(path: string, text: string): void {
    const [files, rest] = this.place(path);
    files.set(rest, text);
  }
  remove(path: string): boolean {
    const [files, rest] = this.place(path);
    return files.delete(rest);
  }
  /** Paths of files below a folder, relative to it, sorted. */
  below(path: string): readonly string[] {
    const [files, rest] = this.place(path);
    const prefix = rest === '' ? '' : `${rest}/`;
    return [...files.keys()]
      .filter((f) => f.startsWith(prefix))
      .map((f) => f.slice(prefix.length))
      .sort();
  }
  /** What a folder shows: its files and folders, those of a root with the usual ones. */
  names(path: string): readonly string[] {
    const p = clean(path);
    const mounted = this.mounts
      .map((m) => m.at)
      .filter((at) => p === '' || at.startsWith(`${p}/`))
      .map((at) => (p === '' ? at : at.slice(p.length + 1)));
    const all = [...this.below(path), ...mounted, ...(p === '' ? ROOT : [])];
    return [...new Set(all.map((f) => f.split('/')[0] ?? ''))].sort();
  }
  isFolder(path: string): boolean {
    const p = clean(path);
    return (
      p === '' ||
      this.below(path).length > 0 ||
      this.mounts.some((m) => m.at === p || m.at.startsWith(`${p}/`)) ||
      ROOT.includes(p)
    );
  }

  private place(path: string): readonly [Map<string, string>, string] {
    const p = clean(path);
    for (const m of this.mounts)
      if (p === m.at || p.startsWith(`${m.at}/`)) return [m.files, p.slice(m.at.length + 1)];
    return [this.root, p];
  }
}

/** `/a/./b/../c/` → `a/c`. */
export function clean(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  return out.join('/');
}

async function handleOf(
  api: KubeApi,
  namespace: string,
  claim: string,
): Promise<string | undefined> {
  const pvc = await api.get('v1/PersistentVolumeClaim', namespace, claim);
  const name = (pvc?.['spec'] as { volumeName?: string } | undefined)?.volumeName;
  const pv = name === undefined ? undefined : await api.get('v1/PersistentVolume', undefined, name);
  return (pv?.['spec'] as { csi?: { volumeHandle?: string } } | undefined)?.csi?.volumeHandle;
}

async function configFiles(
  api: KubeApi,
  pod: Pod,
  volume: unknown,
): Promise<Map<string, string> | undefined> {
  const name = (volume as { configMap?: { name?: string } } | undefined)?.configMap?.name;
  if (name === undefined) return undefined;
  const config = await api.get('v1/ConfigMap', pod.metadata.namespace, name);
  return new Map(Object.entries((config?.['data'] ?? {}) as Record<string, string>));
}
