import type { KubeObject } from '../../../src/model/index.ts';
import { GATE } from './steps.ts';
import { objectsAt, type Recording } from './views.ts';

/** What is compared. EndpointSlices and Endpoints tell the readiness of pods once more. */
const COMPARED = [
  'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ControllerRevision', 'Job', 'CronJob', 'PodDisruptionBudget',
  'HorizontalPodAutoscaler', 'Pod', 'EndpointSlice', 'Event',
] as const; // prettier-ignore

/** What chance, the clock, or the kubelet decides: not controllers. */
const DROPPED =
  /^(uid|resourceVersion|managedFields|creationTimestamp|deletionTimestamp|clusterIPs?|nodeName|hostIPs?|podIPs?|containerID|imageID|addresses|zone|topology\.kubernetes\.io\/zone|startedAt|finishedAt|controller-uid|batch\.kubernetes\.io\/controller-uid|endpoints\.kubernetes\.io\/last-change-trigger-time)$|Time$|[tT]imestamp$/;
/** Who speaks of what is compared. */
const CONTROLLERS =
  /^(deployment|replicaset|statefulset|daemonset|job|cronjob|horizontal-pod-autoscaler|controllermanager|persistentvolume)/;

/**
 * Whether a Job that its CronJob puts away is still in the list when it is looked for; and whether
 * an old ReplicaSet is removed before the budget has seen its last pod go.
 */
const isByRace = ({ reason, message }: KubeObject): boolean =>
  reason === 'MissingJob' ||
  (reason === 'CalculateExpectedPodCountFailed' && /no controllers for pod "web-#/.test(String(message))); // prettier-ignore

/** Objects by kind and plain name; of equal names an ordered list. */
export type State = ReadonlyMap<string, readonly string[]>;

/**
 * The objects of a namespace in words that both clusters have in common: hashes and random names
 * become what they stand for, and what the clock or chance decides is gone.
 */
export function stateOf({ trace, marks }: Recording, step: number): State {
  const names = plainNames(trace);
  const objects = objectsAt(trace, marks[step] ?? 0);
  const state = new Map<string, string[]>();
  for (const kind of COMPARED)
    for (const object of objects.filter((o) => o.kind === kind)) {
      if (kind === 'Event' && !CONTROLLERS.test((object['source'] as { component?: string } | undefined)?.component ?? '')) continue; // prettier-ignore

      const plain = reworded(kind === 'Event' ? remark(object) : object, names) as KubeObject;
      if (kind === 'Event' && isByRace(plain)) continue;
      const shown = reduced(evened(plain), kind, '');
      const name = kind === 'Event' ? 'Event' : `${kind} ${plain.metadata.name}`;
      const list = state.get(name) ?? [];
      list.push(JSON.stringify(shown));
      state.set(name, list);
    }
  // Remarks are told once or again and again as retries happen to fall.
  for (const [name, list] of state)
    state.set(name, name === 'Event' ? [...new Set(list)].sort() : list.sort());
  return state;
}

/** `Deployment web ScalingReplicaSet`: what the real recorder gathers after ten. */
const kindOf = (json: string): string => {
  const { about, reason } = JSON.parse(json) as { about: string; reason: string };
  return `${about} ${reason}`;
};
const COMBINED = '(combined from similar events)';

/** After ten similar remarks the real recorder makes one of the rest, and which is kept is chance. */
function withoutCombined(twin: State, real: State): readonly [State, State] {
  const many = new Set(
    [twin, real].flatMap((s) =>
      (s.get('Event') ?? []).filter((r) => r.includes(COMBINED)).map(kindOf),
    ),
  );
  const rest = (s: State): State =>
    new Map([...s, ['Event', (s.get('Event') ?? []).filter((r) => !many.has(kindOf(r)))]]);
  return [rest(twin), rest(real)];
}

const remark = (event: KubeObject): KubeObject => {
  const { involvedObject, reason, message, type } = event as unknown as { involvedObject: { kind: string; name: string }; reason: string; message: string; type: string }; // prettier-ignore
  return { apiVersion: 'v1', kind: 'Event', metadata: { name: 'remark' }, about: `${involvedObject.kind} ${involvedObject.name}`, type, reason, message }; // prettier-ignore
};

/** Random parts of names → what they stand for; longest first, since one may hold another. */
function plainNames(trace: Recording['trace']): readonly (readonly [string, string])[] {
  const names = new Map<string, string>();
  const imageOf = (o: KubeObject): string => {
    const template = ((o['spec'] ?? (o['data'] as { spec?: unknown } | undefined)?.spec) as { template?: { spec?: { containers?: readonly { image?: string }[] } } } | undefined)?.template; // prettier-ignore
    return (template?.spec?.containers?.[0]?.image ?? '').replace('app:', '#');
  };
  for (const { object } of trace) {
    const { name, labels, generateName, namespace = '' } = object.metadata;
    names.set(namespace, 'ns');
    if (object.kind === 'ReplicaSet' && labels?.['pod-template-hash'] !== undefined)
      names.set(labels['pod-template-hash'], imageOf(object));
    if (object.kind === 'ControllerRevision') {
      const hash = name.slice(name.lastIndexOf('-') + 1);
      names.set(hash, imageOf(object));
    }
    const isNumbered = object.metadata.ownerReferences?.[0]?.kind === 'StatefulSet';
    if (generateName !== undefined && !isNumbered) names.set(name, `${generateName}*`);
    if (object.kind === 'Job' && object.metadata.ownerReferences?.[0]?.kind === 'CronJob')
      names.set(name, name.replace(/\d+$/, '*'));
  }
  return [...names]
    .filter(([from, to]) => from !== '' && to !== '')
    .sort(([a], [b]) => b.length - a.length);
}

function reworded(value: unknown, names: readonly (readonly [string, string])[]): unknown {
  let text = JSON.stringify(value);
  // Twice: a pod's plain name holds its ReplicaSet's hash.
  for (let i = 0; i < 2; i += 1) for (const [from, to] of names) text = text.replaceAll(from, to);
  return JSON.parse(
    text
      .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-*')
      .replaceAll(/ip-[0-9-]+\.[a-z0-9.-]+\.internal/g, 'some-node'),
  );
}

/** What even the real controllers decide by a race among themselves. */
function evened(object: KubeObject): KubeObject {
  if (object.kind === 'EndpointSlice') {
    // How many changes one write gathers.
    const { generation: _g, ...metadata } = object.metadata;
    return { ...object, metadata };
  }
  if (object.kind === 'Pod') {
    // Of unready pods, one whose gate was shut is as good as one whose gate never opened.
    const status = object['status'] as { conditions?: readonly { type: string; status: string }[] };
    const conditions = status.conditions?.filter((x) => x.type !== GATE || x.status === 'True');
    return { ...object, status: { ...status, ...(conditions ? { conditions } : {}) } };
  }
  if (object.kind !== 'Deployment') return object;
  // Whether the first status of a new ReplicaSet comes before the Deployment's own.
  const status = (object['status'] ?? {}) as { conditions?: readonly { type: string; reason: string; message: string }[] }; // prettier-ignore
  const conditions = status.conditions?.map((x) =>
    /^(NewReplicaSetCreated|FoundNewReplicaSet|ReplicaSetUpdated)$/.test(x.reason)
      ? { ...x, reason: 'UnderWay', message: x.message.replace(/^.*"(.*)".*$/, '$1') }
      : x,
  );
  return { ...object, status: { ...status, ...(conditions ? { conditions } : {}) } };
}

const sortKey = (item: unknown): string =>
  `${(item as { type?: string }).type ?? ''}/${JSON.stringify(item)}`;

function reduced(value: unknown, kind: string, path: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((v) => reduced(v, kind, `${path}[]`));
    // Of these the order says nothing.
    return /(conditions|endpoints|finalizers|active)$/.test(path)
      ? items.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
      : items;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([k]) => !DROPPED.test(k))
      .map(([k, v]) => [k, reduced(v, kind, path === '' ? k : `${path}.${k}`)] as const)
      .filter(([k, v]) => v !== undefined && v !== null && !(k === 'annotations' && JSON.stringify(v) === '{}'))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
} // prettier-ignore

/** `Deployment web status.replicas: twin 3, real 2`, a line for each difference. */
export function differences(twinSaid: State, realSaid: State): readonly string[] {
  const [twin, real] = withoutCombined(twinSaid, realSaid);
  const found: string[] = [];
  for (const name of [...new Set([...twin.keys(), ...real.keys()])].sort()) {
    const ours = twin.get(name) ?? [];
    const theirs = real.get(name) ?? [];
    const onlyOurs = without(ours, theirs);
    const onlyTheirs = without(theirs, ours);
    for (let i = 0; i < Math.max(onlyOurs.length, onlyTheirs.length); i += 1) {
      const a = onlyOurs[i];
      const b = onlyTheirs[i];
      if (name === 'Event' || a === undefined || b === undefined) {
        if (a !== undefined) found.push(`${name}: only on the twin: ${brief(a)}`);
        if (b !== undefined) found.push(`${name}: only on the real one: ${brief(b)}`);
        continue;
      }
      const left = fieldsOf(JSON.parse(a));
      const right = fieldsOf(JSON.parse(b));
      for (const field of new Set([...left.keys(), ...right.keys()]))
        if (left.get(field) !== right.get(field))
          found.push(`${name} ${field}: twin ${left.get(field) ?? 'nothing'}, real ${right.get(field) ?? 'nothing'}`);
    }
  }
  return found;
} // prettier-ignore

/** What the first list has more than the second, counted. */
function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return some.filter((s) => {
    const at = left.indexOf(s);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

const brief = (json: string): string => {
  const o = JSON.parse(json) as KubeObject;
  return o.kind === 'Event'
    ? json
    : JSON.stringify({ labels: o.metadata.labels, status: o['status'] }).slice(0, 300);
};

function fieldsOf(value: unknown, at = '', into = new Map<string, string>()): Map<string, string> {
  if (value !== null && typeof value === 'object' && Object.keys(value).length > 0) {
    for (const [k, v] of Object.entries(value))
      fieldsOf(v, Array.isArray(value) ? `${at}[${k}]` : at === '' ? k : `${at}.${k}`, into);
  } else into.set(at, JSON.stringify(value));
  return into;
}
