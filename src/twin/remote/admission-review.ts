import type { KubeObject } from '../../model/index.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../apiserver/index.ts';

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly kind: { readonly group: string; readonly version: string; readonly kind: string };
    readonly operation: AdmissionRequest['operation'];
    readonly object: KubeObject | null;
    readonly oldObject: KubeObject | null;
    readonly subResource?: string;
    readonly namespace?: string;
    readonly dryRun?: boolean;
    readonly userInfo: { readonly username?: string; readonly groups?: readonly string[] };
  };
}

/**
 * One AdmissionReview of a real API server, answered by a plugin of the twin's own.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#webhook-request-and-response (read 2026-11-24)
 */
export async function reviewBy(plugin: AdmissionPlugin, text: string): Promise<string> {
  const { request: r } = JSON.parse(text) as Review;
  const { group, version, kind } = r.kind;
  const object = r.object ?? r.oldObject;
  let patch: readonly unknown[] = [];
  if (object && plugin.mutate) {
    // Objects that are being created under a generated name have no namespace of their own yet.
    const given: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        ...(r.namespace === undefined ? {} : { namespace: r.namespace }),
      },
    };
    const changed = await plugin.mutate({
      operation: r.operation,
      gvk: `${group === '' ? '' : `${group}/`}${version}/${kind}`,
      object: given,
      ...(r.oldObject === null ? {} : { oldObject: r.oldObject }),
      ...((r.subResource ?? '') === '' ? {} : { subresource: r.subResource ?? '' }),
      dryRun: r.dryRun ?? false,
      user: { username: r.userInfo.username ?? '', groups: r.userInfo.groups ?? [] },
    });
    patch = changed === given ? [] : differences(given, changed);
  }
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: {
      uid: r.uid,
      allowed: true,
      ...(patch.length === 0
        ? {}
        : {
            patchType: 'JSONPatch',
            patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
          }),
    },
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of metadata and spec that a plugin replaced: plugins copy what they change, so identity tells. */
function differences(before: KubeObject, after: KubeObject): readonly unknown[] {
  return (['metadata', 'spec'] as const).flatMap((part) => {
    const old = (before[part] ?? {}) as Fields;
    const now = (after[part] ?? {}) as Fields;
    return Object.keys(now)
      .filter((key) => now[key] !== old[key])
      .map((key) => ({ op: 'add', path: `/${part}/${key}`, value: now[key] }));
  });
}
