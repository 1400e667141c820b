import type { Channel, HttpRequest, HttpResponse, KubeObject } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { KubeApi, Random } from '../runtime/index.ts';
import type { AdmissionPlugin, UserInfo } from './admission.ts';
import type { Extensions } from './aggregation.ts';
import { builtInPlugins, keepQuotaStatus } from './admission-plugins/index.ts';
import type { Authorizer } from './authorization/rbac.ts';
import { userOfToken } from './authorization/service-accounts.ts';
import { bootstrap } from './bootstrap.ts';
import { createHttpApi } from './http/http-api.ts';
import { inProcessApi } from './in-process.ts';
import type { Kernel, ServerVersion } from './kernel.ts';
import type { NodeProxy } from './node-proxy.ts';
import { loadObjects } from './operations/load.ts';
import { Registry } from './registry/index.ts';
import { Store } from './store/index.ts';

export type { AdmissionPlugin, AdmissionRequest, UserInfo } from './admission.ts';
export { ruleAllows } from './authorization/rbac.ts';
export type { AccessAttributes, Authorizer, PathAttributes, Rule } from './authorization/rbac.ts';
export { USER_FACING_ROLES } from './bootstrap.ts';
export type { ExtensionServer } from './aggregation.ts';
export * from './node-proxy.ts';
export { nameSuffix } from './kernel.ts';
export { execChannel } from './subresources/exec-channel.ts';
export {
  forbidden,
  internalError,
  invalid,
  notFound,
  badRequest,
  statusBody,
} from './status-error.ts';

export interface ApiServerOptions {
  readonly clock: TwinClock;
  readonly random: Random;
  readonly version: ServerVersion;
  /** Run after the built-in mutating plugins, where the webhooks of a cluster are called. */
  readonly admission: readonly AdmissionPlugin[];
  /** Who an `authorization` header is; `undefined` is answered 401. */
  readonly authenticate: (authorization: string | undefined) => UserInfo | undefined;
  readonly nodeProxy: NodeProxy;
  /** Servers behind APIServices; absent: none listens. */
  readonly extensions?: Extensions;
  /** Asked before RBAC, e.g. EKS access policies. Members of `system:masters` may do everything. */
  readonly authorize?: Authorizer;
}

const AUTHENTICATED = 'system:authenticated';

export interface ApiServer {
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** WebSocket subresources: exec and attach. Rejects with `UpgradeRefused`. */
  connect(request: HttpRequest): Promise<Channel>;
  readonly api: KubeApi;
  /** Stores objects as given, without admission; fills in uid, version and creation time. */
  load(objects: readonly KubeObject[]): Promise<void>;
  /** Forgets history, as etcd does every few minutes: older watches get 410 Gone. */
  compact(): void;
}

/** A Kubernetes API server in memory: one function from request to response. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const plugins: AdmissionPlugin[] = [];
  const ground = { store: new Store(), clock: options.clock };
  const authenticate = (authorization: string | undefined): UserInfo | undefined => {
    const user = options.authenticate(authorization) ?? userOfToken(ground, authorization);
    return user && !user.groups.includes(AUTHENTICATED)
      ? { ...user, groups: [...user.groups, AUTHENTICATED] }
      : user;
  };
  const kernel: Kernel = {
    ...ground,
    registry: new Registry(),
    random: options.random,
    plugins,
    nodes: options.nodeProxy,
    version: options.version,
    authenticate,
    authorizer: options.authorize,
    extensions: options.extensions ?? (() => undefined),
  };
  plugins.push(...builtInPlugins(kernel), ...options.admission);
  bootstrap(kernel);
  keepQuotaStatus(kernel);
  const http = createHttpApi(kernel);
  return {
    handle: http.handle,
    connect: http.connect,
    api: inProcessApi(kernel),
    load: async (objects) => loadObjects(kernel, objects),
    compact: () => kernel.store.compact(),
  };
}
