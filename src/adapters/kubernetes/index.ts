import { cloudCallOf, isNotFound } from '../../errors/index.ts';
import {
  readBody,
  type ChannelTransport,
  type HttpTransport,
  type KubeObject,
  type ObjectRef,
} from '../../model/index.ts';
import type {
  ApiResource,
  CallOptions,
  Clock,
  EvictOutcome,
  Kubernetes,
  ListQuery,
  Patch,
  WatchEvent,
} from '../../ports/index.ts';
import { execOverChannel } from './exec.ts';
import { collection, Resources } from './resources.ts';
import { Rest } from './rest.ts';
import { watchObjects } from './watch.ts';

export interface KubernetesOptions {
  /** `https://host:port`, with the path prefix of a proxy if there is one. */
  readonly origin: string;
  readonly transport: HttpTransport;
  readonly channels: ChannelTransport;
  readonly clock: Clock;
  readonly headers?: Readonly<Record<string, string>>;
}

const PAGE = 500;
const PATCH_TYPES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
} as const;

interface RawList {
  readonly items?: readonly KubeObject[] | null;
  readonly metadata: { readonly continue?: string; readonly resourceVersion?: string };
}

/**
 * The Kubernetes port over plain requests: faithful (no typed model drops a field), paged, and by
 * discovery for every kind that the cluster serves. See docs/adr/ "Kubernetes client".
 */
export function kubernetesAdapter(options: KubernetesOptions): Kubernetes {
  const rest = new Rest(options);
  const resources = new Resources(rest);

  const listPath = async (
    query: ListQuery,
    o: CallOptions,
  ): Promise<{ path: string; resource: ApiResource }> => {
    const resource = await resources.find(query.apiVersion, query.kind, o);
    const parameters = new URLSearchParams();
    if (query.labelSelector !== undefined) parameters.set('labelSelector', query.labelSelector);
    if (query.fieldSelector !== undefined) parameters.set('fieldSelector', query.fieldSelector);
    const text = parameters.toString();
    return {
      resource,
      path: `${collection(resource, query.namespace)}${text === '' ? '' : `?${text}`}`,
    };
  };

  async function* rawPages(query: ListQuery, o: CallOptions): AsyncIterable<RawList> {
    const { path } = await listPath(query, o);
    const glue = path.includes('?') ? '&' : '?';
    let token: string | undefined;
    for (;;) {
      const next = token === undefined ? '' : `&continue=${encodeURIComponent(token)}`;
      const page: RawList = await rest.json({
        method: 'GET',
        path: `${path}${glue}limit=${query.pageSize ?? PAGE}${next}`,
        ...o,
      });
      yield page;
      token = page.metadata.continue;
      if (token === undefined || token === '') return;
    }
  }

  /** Lists carry no kind on their items; put it there. */
  const whole = (query: ListQuery, page: RawList): readonly KubeObject[] =>
    (page.items ?? []).map((o) => ({ ...o, apiVersion: query.apiVersion, kind: query.kind }));

  const listAll = async (
    query: ListQuery,
    o: CallOptions,
  ): Promise<{ items: readonly KubeObject[]; resourceVersion: string }> => {
    for (let attempt = 1; ; attempt += 1) {
      const items: KubeObject[] = [];
      let resourceVersion = '';
      try {
        for await (const page of rawPages(query, o)) {
          items.push(...whole(query, page));
          resourceVersion = page.metadata.resourceVersion ?? resourceVersion;
        }
        return { items, resourceVersion };
      } catch (error) {
        // The server forgot the page's version: start over, once or twice.
        if (cloudCallOf(error)?.status !== 410 || attempt >= 3) throw error;
      }
    }
  };

  const evict = async (
    pod: { namespace: string; name: string; uid?: string },
    o: CallOptions,
  ): Promise<EvictOutcome> => {
    try {
      await rest.json({
        method: 'POST',
        path: `/api/v1/namespaces/${pod.namespace}/pods/${encodeURIComponent(pod.name)}/eviction`,
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: pod.name, namespace: pod.namespace },
          ...(pod.uid === undefined ? {} : { deleteOptions: { preconditions: { uid: pod.uid } } }),
        },
        ...o,
      });
      return { kind: 'evicted' };
    } catch (error) {
      const call = cloudCallOf(error);
      if (call?.status === 429)
        return {
          kind: 'refused-by-budget',
          message: (error as Error).message,
          retryAfterMs: 5_000,
        };
      // Gone, or another pod of the same name: either way the one that was meant is not there.
      if (call?.status === 404 || (call?.status === 409 && pod.uid !== undefined))
        return { kind: 'gone' };
      throw error;
    }
  };

  return {
    async get(ref: ObjectRef, o: CallOptions = {}) {
      try {
        return await rest.json<KubeObject>({
          method: 'GET',
          path: await resources.pathOf(ref, o),
          ...o,
        });
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    list: async (query, o = {}) => (await listAll(query, o)).items,
    async *pages(query, o = {}) {
      for await (const page of rawPages(query, o)) yield whole(query, page);
    },
    async *watch(query, o): AsyncIterable<WatchEvent> {
      const { path } = await listPath(query, o);
      yield* watchObjects(
        { rest, clock: options.clock, query, path, list: () => listAll(query, o) },
        o,
      );
    },
    async create(object, o = {}) {
      const resource = await resources.find(object.apiVersion, object.kind, o);
      return rest.json({
        method: 'POST',
        path: collection(resource, object.metadata.namespace),
        body: object,
        ...o,
      });
    },
    async patch(ref: ObjectRef, patch: Patch, o = {}) {
      const { dryRun, ...call } = o;
      const path = `${await resources.pathOf(ref, call)}?fieldManager=fargatectl${dryRun === true ? '&dryRun=All' : ''}`;
      return rest.json({
        method: 'PATCH',
        path,
        body: patch.type === 'json' ? patch.ops : patch.body,
        contentType: PATCH_TYPES[patch.type],
        ...call,
      });
    },
    async update(object, o = {}) {
      const { namespace, name } = object.metadata;
      const ref = {
        apiVersion: object.apiVersion,
        kind: object.kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
      };
      return rest.json({
        method: 'PUT',
        path: `${await resources.pathOf(ref, o)}?fieldManager=fargatectl`,
        body: object,
        ...o,
      });
    },
    async delete(ref, o = {}) {
      const { uid, propagation, ...call } = o;
      await rest.json({
        method: 'DELETE',
        path: await resources.pathOf(ref, call),
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
          ...(uid === undefined ? {} : { preconditions: { uid } }),
        },
        ...call,
      });
    },
    evict: (pod, o = {}) => evict(pod, o),
    async exec(pod, command, o = {}) {
      const parameters = new URLSearchParams([
        ...command.map((c): [string, string] => ['command', c]),
        ['stdout', 'true'],
        ['stderr', 'true'],
        ...(pod.container === undefined
          ? []
          : ([['container', pod.container]] as [string, string][])),
      ]);
      return execOverChannel(options.channels, {
        method: 'GET',
        origin: options.origin,
        path: `/api/v1/namespaces/${pod.namespace}/pods/${encodeURIComponent(pod.name)}/exec?${parameters.toString()}`,
        headers: {
          'user-agent': 'fargatectl',
          'sec-websocket-protocol': 'v5.channel.k8s.io, v4.channel.k8s.io',
          ...options.headers,
        },
        body: new Uint8Array(),
        signal: o.signal,
      });
    },
    async logs(pod, o = {}) {
      const container =
        pod.container === undefined ? '' : `?container=${encodeURIComponent(pod.container)}`;
      const path = `/api/v1/namespaces/${pod.namespace}/pods/${encodeURIComponent(pod.name)}/log${container}`;
      const response = await rest.send({ method: 'GET', path, accept: '*/*', ...o });
      return Buffer.from(await readBody(response)).toString('utf8');
    },
    resources: (o = {}) => resources.all(o),
    version: async (o = {}) =>
      (await rest.json<{ gitVersion: string }>({ method: 'GET', path: '/version', ...o }))
        .gitVersion,
    async can(verb, what, o = {}) {
      const review = await rest.json<{ status?: { allowed?: boolean } }>({
        method: 'POST',
        question: true,
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb, ...what } },
        },
        ...o,
      });
      return review.status?.allowed === true;
    },
  };
}
