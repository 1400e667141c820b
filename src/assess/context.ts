import {
  isNotServed,
  type AwsFacts,
  type AwsPart,
  type KubeObject,
  type Reading,
  type Snapshot,
  type Workload,
  type Text,
} from '../model/index.ts';
import { inOrder } from './order.ts';
import type { Subject } from './subject.ts';

/** What rules may ask about the world around a workload. All of it is sorted, so order in never tells. */
export interface AssessContext {
  readonly snapshot: Snapshot;
  readonly workloads: readonly Workload[];
  /** Those of one namespace; what names none is in `default`. */
  readonly workloadsIn: (namespace: string) => readonly Workload[];
  readonly aws: AwsFacts;
  /** Objects of a kind, in one namespace or in all. */
  readonly all: (kind: string, namespace?: string) => readonly KubeObject[];
  readonly get: (kind: string, name: string, namespace?: string) => KubeObject | undefined;
  /** Why a kind (`v1/Service`) could not be read; undefined when it was, or when the cluster has no such kind. */
  readonly whyUnread: (kind: string) => Text | undefined;
  readonly whyUnreadAws: (part: AwsPart) => Text | undefined;
  /** Services whose selector takes the pods of the template. */
  readonly servicesOf: (subject: Subject) => readonly KubeObject[];
}

/** What rules of the cluster may ask besides: who would go, once every workload has its verdict. */
export interface ClusterContext extends AssessContext {
  /** Those that go as they are, or with what the tool changes; then those that a person must work on first too. */
  readonly going: { readonly now: readonly Workload[]; readonly atMost: readonly Workload[] };
}

export function contextOf(snapshot: Snapshot, workloads: readonly Workload[]): AssessContext {
  const kinds = new Map<string, KubeObject[]>();
  for (const object of inOrder(snapshot.objects))
    if (!isNamesake(object)) push(kinds, object.kind, object);
  // By namespace and name once somebody asks: nobody asks for one of a hundred thousand pods by its name.
  const local = perKind(kinds, (objects) => {
    const found = new Map<string, KubeObject[]>();
    for (const object of objects) push(found, object.metadata.namespace ?? '', object);
    return found;
  });
  const named = perKind(
    kinds,
    (objects) =>
      new Map(objects.map((o) => [`${o.metadata.namespace ?? ''}/${o.metadata.name}`, o])),
  );
  const beside = new Map<string, Workload[]>();
  for (const workload of workloads) push(beside, workload.ref.namespace ?? 'default', workload);
  const unread = new Map(
    snapshot.unreadKinds.filter((k) => !isNotServed(k)).map((k) => [k.kind, k.reason]),
  );
  const all = (kind: string, namespace?: string): readonly KubeObject[] =>
    (namespace === undefined ? kinds.get(kind) : local(kind).get(namespace)) ?? [];
  return {
    snapshot,
    workloads,
    workloadsIn: (namespace) => beside.get(namespace) ?? [],
    aws: snapshot.aws,
    all,
    get: (kind, name, namespace = '') => named(kind).get(`${namespace}/${name}`),
    whyUnread: (kind) => unread.get(kind) ?? unread.get('*'),
    whyUnreadAws: (part) => {
      const reading = snapshot.aws[part] as Reading<unknown>;
      return reading.state === 'unknown' ? reading.reason : undefined;
    },
    servicesOf: (s) => all('Service', s.namespace).filter((service) => takes(service, s.labels)),
  };
}

/** Custom kinds that are called like built-in ones: Knative's Service, Calico's NetworkPolicy. */
const CLAIMED = new Set(['Service', 'Ingress', 'NetworkPolicy', 'Node', 'Namespace', 'Pod']);
const isNamesake = ({ apiVersion, kind }: KubeObject): boolean =>
  CLAIMED.has(kind) && apiVersion.includes('.') && !apiVersion.split('/')[0]?.endsWith('.k8s.io');

/** The value of a part that the rule's `needs` names, so that it is there. */
export const readAws = <P extends AwsPart>(
  context: AssessContext,
  part: P,
): AwsFacts[P] extends Reading<infer T> ? T | undefined : never => {
  const reading = context.aws[part] as Reading<unknown>;
  return (reading.state === 'read' ? reading.value : undefined) as never;
};

function takes(service: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  const selector = specOf<{ readonly selector?: Readonly<Record<string, string>> }>(
    service,
  ).selector;
  // A Service without a selector has endpoints that somebody writes by hand; it takes no pod itself.
  const pairs = Object.entries(selector ?? {});
  return pairs.length > 0 && pairs.every(([k, v]) => labels[k] === v);
}

/** The `spec` of an object as the fields a rule reads; empty when there is none. */
export const specOf = <T extends object>(object: KubeObject): Partial<T> => {
  const spec = object['spec'];
  return spec !== null && typeof spec === 'object' ? (spec as Partial<T>) : {};
};

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** A look-up for each kind, made when it is first used. */
function perKind<T>(
  kinds: ReadonlyMap<string, readonly KubeObject[]>,
  make: (objects: readonly KubeObject[]) => T,
): (kind: string) => T {
  const made = new Map<string, T>();
  return (kind) => {
    const known = made.get(kind) ?? make(kinds.get(kind) ?? []);
    made.set(kind, known);
    return known;
  };
}
