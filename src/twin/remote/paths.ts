import { ApiStatusError, type Gvk } from '../runtime/index.ts';

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}
interface Place {
  readonly base: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Where kinds are served, by discovery; a group is asked once, and again while it lacks the kind. */
export class Paths {
  private readonly places = new Map<Gvk, Place>();
  private readonly fetch: (path: string) => Promise<ResourceList>;
  constructor(fetch: (path: string) => Promise<ResourceList>) {
    this.fetch = fetch;
  }

  async collection(gvk: Gvk, namespace?: string): Promise<string> {
    const { base, plural, namespaced } = await this.place(gvk);
    return namespaced && namespace !== undefined
      ? `${base}/namespaces/${namespace}/${plural}`
      : `${base}/${plural}`;
  }

  /** Namespaced objects without a namespace are in `default`. */
  async object(gvk: Gvk, namespace: string | undefined, name: string): Promise<string> {
    return `${await this.collection(gvk, namespace ?? 'default')}/${encodeURIComponent(name)}`;
  }

  private async place(gvk: Gvk): Promise<Place> {
    const known = this.places.get(gvk);
    if (known) return known;
    const apiVersion = gvk.slice(0, gvk.lastIndexOf('/'));
    const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    for (const { name, kind, namespaced } of (await this.fetch(base)).resources)
      if (!name.includes('/'))
        this.places.set(`${apiVersion}/${kind}`, { base, plural: name, namespaced });
    const found = this.places.get(gvk);
    if (found) return found;
    throw new ApiStatusError({ code: 404, reason: 'NotFound', message: `${gvk} is not served` });
  }
}
