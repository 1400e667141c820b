import { UserError } from '../../errors/index.ts';
import { text, type ObjectRef } from '../../model/index.ts';
import type { ApiResource, CallOptions } from '../../ports/index.ts';
import type { Rest } from './rest.ts';

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** Paths of kinds, by discovery; each group is asked once. */
export class Resources {
  private readonly byGroup = new Map<string, Promise<readonly ApiResource[]>>();
  private readonly rest: Rest;
  constructor(rest: Rest) {
    this.rest = rest;
  }

  /** Everything that is served; a group that does not answer is left out (its metrics or webhook backend is down). */
  async all(options: CallOptions = {}): Promise<readonly ApiResource[]> {
    const groups = await this.rest.json<{
      groups: {
        versions: { groupVersion: string }[];
        preferredVersion?: { groupVersion: string };
      }[];
    }>({
      method: 'GET',
      path: '/apis',
      ...options,
    });
    const versions = [
      'v1',
      ...groups.groups.map(
        (g) => g.preferredVersion?.groupVersion ?? g.versions[0]?.groupVersion ?? '',
      ),
    ];
    const lists: (readonly ApiResource[])[] = [];
    for (const version of versions) {
      try {
        lists.push(await this.ofGroup(version, options));
      } catch {
        this.byGroup.delete(version);
      }
    }
    return lists.flat();
  }

  async find(apiVersion: string, kind: string, options: CallOptions = {}): Promise<ApiResource> {
    const found = (await this.ofGroup(apiVersion, options)).find((r) => r.kind === kind);
    if (found) return found;
    throw UserError({
      code: 'KIND_NOT_SERVED',
      message: text(
        `The cluster does not serve ${kind} in ${apiVersion}.`,
        `클러스터가 ${apiVersion}의 ${kind} 종류를 제공하지 않습니다.`,
      ),
      remedy: text(
        'kubectl api-resources lists what it serves.',
        '제공하는 종류는 kubectl api-resources로 봅니다.',
      ),
      exitCode: 1,
    });
  }

  async pathOf(ref: ObjectRef, options: CallOptions = {}): Promise<string> {
    const resource = await this.find(ref.apiVersion, ref.kind, options);
    return `${collection(resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  }

  private ofGroup(apiVersion: string, options: CallOptions): Promise<readonly ApiResource[]> {
    let known = this.byGroup.get(apiVersion);
    if (!known) {
      const path = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
      known = this.rest.json<ResourceList>({ method: 'GET', path, ...options }).then((list) =>
        list.resources
          .filter((r) => !r.name.includes('/'))
          .map((r) => ({
            apiVersion,
            kind: r.kind,
            plural: r.name,
            namespaced: r.namespaced,
            verbs: r.verbs,
          })),
      );
      this.byGroup.set(apiVersion, known);
      known.catch(() => this.byGroup.delete(apiVersion));
    }
    return known;
  }
}

/** `/apis/apps/v1/namespaces/app/deployments`; all namespaces without one. */
export function collection(resource: ApiResource, namespace?: string): string {
  const base = resource.apiVersion === 'v1' ? '/api/v1' : `/apis/${resource.apiVersion}`;
  const scope =
    resource.namespaced && namespace !== undefined
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : '';
  return `${base}${scope}/${resource.plural}`;
}
