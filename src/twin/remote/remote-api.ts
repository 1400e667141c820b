import {
  readBody,
  type HttpResponse,
  type HttpTransport,
  type KubeObject,
  type ObjectRef,
} from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { ApiStatusError, gvkOf, type Gvk, type KubeApi } from '../runtime/index.ts';
import { Paths } from './paths.ts';
import { followWatch } from './follow-watch.ts';

export interface RemoteApiOptions {
  /** `https://127.0.0.1:6443` */
  readonly origin: string;
  /** Carries the credentials itself. */
  readonly transport: HttpTransport;
  readonly clock: TwinClock;
  /** A watch that cannot be taken up again where it ended: its user's view is no longer whole. */
  readonly onLost: (gvk: Gvk, why: string) => void;
}

/** One request; a failure is an ApiStatusError, as in-process. */
export type Ask = (
  method: string,
  path: string,
  body?: { readonly value: unknown; readonly type?: string },
) => Promise<HttpResponse>;

const MERGE = 'application/merge-patch+json';
const FIELD_MANAGER = 'fieldManager=eks-data-plane';

/** KubeApi over HTTP: the data plane under an API server that is not the twin's. */
export function remoteApi(o: RemoteApiOptions): KubeApi {
  const ask: Ask = async (method, path, body) => {
    const response = await o.transport({
      method,
      origin: o.origin,
      path,
      headers: {
        accept: 'application/json',
        'user-agent': 'eks-data-plane',
        ...(body === undefined ? {} : { 'content-type': body.type ?? 'application/json' }),
      },
      body: body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body.value), 'utf8'),
    });
    if (response.status < 400) return response;
    throw failure(response.status, await text(response));
  };
  const json = async <T>(...call: Parameters<Ask>): Promise<T> =>
    JSON.parse(await text(await ask(...call))) as T;
  const paths = new Paths((path) => json('GET', path));
  const pathOf = (ref: ObjectRef): Promise<string> =>
    paths.object(gvkOf(ref), ref.namespace, ref.name);
  const pathOfObject = (object: KubeObject): Promise<string> =>
    paths.object(gvkOf(object), object.metadata.namespace, object.metadata.name);
  const podPath = (pod: { readonly namespace: string; readonly name: string }): Promise<string> =>
    paths.object('v1/Pod', pod.namespace, pod.name);

  return {
    async get(gvk, namespace, name) {
      try {
        return await json<KubeObject>('GET', await paths.object(gvk, namespace, name));
      } catch (error) {
        if (error instanceof ApiStatusError && error.code === 404) return undefined;
        throw error;
      }
    },
    async list(gvk, query = {}) {
      const { namespace, ...selectors } = query;
      const parameters = new URLSearchParams(selectors).toString();
      const collection = await paths.collection(gvk, namespace);
      const list = await json<{
        items: readonly KubeObject[] | null;
        metadata: { resourceVersion: string };
      }>('GET', `${collection}${parameters === '' ? '' : `?${parameters}`}`);
      return {
        items: (list.items ?? []).map((item) => named(gvk, item)),
        resourceVersion: list.metadata.resourceVersion,
      };
    },
    watch(gvk, resourceVersion, onEvent) {
      return followWatch({
        clock: o.clock,
        resourceVersion,
        open: async (parameters) => ask('GET', `${await paths.collection(gvk)}?${parameters}`),
        onEvent: ({ type, object }) => onEvent({ type, object: named(gvk, object) }),
        onLost: (why) => o.onLost(gvk, why),
      });
    },
    async create(object) {
      const collection = await paths.collection(gvkOf(object), object.metadata.namespace);
      return json('POST', `${collection}?${FIELD_MANAGER}`, { value: object });
    },
    async update(object) {
      return json('PUT', `${await pathOfObject(object)}?${FIELD_MANAGER}`, { value: object });
    },
    async updateStatus(object) {
      const path = `${await pathOfObject(object)}/status?${FIELD_MANAGER}`;
      return json('PUT', path, { value: object });
    },
    async mergePatch(ref, patch, subresource) {
      const path = `${await pathOf(ref)}${subresource === undefined ? '' : `/${subresource}`}`;
      return json('PATCH', `${path}?${FIELD_MANAGER}`, { value: patch, type: MERGE });
    },
    async delete(ref, options = {}) {
      const { uid, gracePeriodSeconds, propagation } = options;
      const value = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
        ...(uid === undefined ? {} : { preconditions: { uid } }),
      };
      await readBody(await ask('DELETE', await pathOf(ref), { value }));
    },
    async bind(pod, nodeName) {
      const value = {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: {
          namespace: pod.namespace,
          name: pod.name,
          ...(pod.uid === undefined ? {} : { uid: pod.uid }),
        },
        target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
      };
      await readBody(await ask('POST', `${await podPath(pod)}/binding`, { value }));
    },
    async evict(pod) {
      const value = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { ...pod } };
      await readBody(await ask('POST', `${await podPath(pod)}/eviction`, { value }));
    },
  };
}

/** Items of a list carry no kind. */
function named(gvk: Gvk, object: KubeObject): KubeObject {
  const at = gvk.lastIndexOf('/');
  return { ...object, apiVersion: gvk.slice(0, at), kind: gvk.slice(at + 1) };
}

const text = async (response: HttpResponse): Promise<string> =>
  Buffer.from(await readBody(response)).toString('utf8');

function failure(code: number, body: string): ApiStatusError {
  try {
    const status = JSON.parse(body) as { reason?: string; message?: string; details?: unknown };
    return new ApiStatusError({
      code,
      reason: status.reason ?? '',
      message: status.message ?? '',
      details: status.details,
    });
  } catch {
    return new ApiStatusError({ code, reason: '', message: body.slice(0, 200) });
  }
}
