import type { Gvk } from '../../runtime/index.ts';
import { CORE } from './core.ts';
import { apiVersionOf, type ResourceDefinition } from './definition.ts';
import { GROUPS } from './groups.ts';

/** Everything that the server serves: the built-in kinds and, from the moment they are declared, custom ones. */
export class Registry {
  private readonly byPath = new Map<string, ResourceDefinition>();
  private readonly byKind = new Map<Gvk, ResourceDefinition>();
  private readonly customOf = new Map<string, readonly ResourceDefinition[]>();
  private count = 0;

  constructor() {
    for (const definition of [...CORE, ...GROUPS]) this.add(definition);
  }

  /** Grows with every change: discovery and OpenAPI documents are cached by it. */
  get generation(): number {
    return this.count;
  }

  find(group: string, version: string, resource: string): ResourceDefinition | undefined {
    return this.byPath.get(`${group}/${version}/${resource}`);
  }

  ofKind(gvk: Gvk): ResourceDefinition | undefined {
    return this.byKind.get(gvk);
  }

  all(): Iterable<ResourceDefinition> {
    return this.byPath.values();
  }

  /** Group/version pairs in listing order, core first as `v1`. */
  groupVersions(): readonly { readonly group: string; readonly version: string }[] {
    const seen = new Map<string, { group: string; version: string }>();
    for (const { group, version } of this.byPath.values())
      seen.set(apiVersionOf({ group, version }), { group, version });
    return [...seen.values()];
  }

  /** What one CustomResourceDefinition serves now; none when it went away. */
  setCustom(definitionName: string, definitions: readonly ResourceDefinition[]): void {
    for (const old of this.customOf.get(definitionName) ?? []) this.drop(old);
    if (definitions.length === 0) this.customOf.delete(definitionName);
    else this.customOf.set(definitionName, definitions);
    for (const definition of definitions) this.add(definition);
  }

  private add(definition: ResourceDefinition): void {
    const { group, version, resource, kind } = definition;
    this.byPath.set(`${group}/${version}/${resource}`, definition);
    this.byKind.set(`${apiVersionOf(definition)}/${kind}`, definition);
    this.count += 1;
  }

  private drop(definition: ResourceDefinition): void {
    const { group, version, resource, kind } = definition;
    this.byPath.delete(`${group}/${version}/${resource}`);
    this.byKind.delete(`${apiVersionOf(definition)}/${kind}`);
    this.count += 1;
  }
}
