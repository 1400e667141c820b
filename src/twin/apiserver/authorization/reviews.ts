import type { HttpResponse } from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import { at, childOf, isDraft, textAt, type Draft } from '../draft.ts';
import { requiredBody, type ResourceCall } from '../http/call.ts';
import { jsonResponse } from '../http/respond.ts';
import { timestamp } from '../kernel.ts';
import { apiVersionOf } from '../registry/index.ts';
import { badRequest, methodNotAllowed } from '../status-error.ts';
import { bindPod } from '../subresources/binding.ts';
import { writeCall } from '../http/call.ts';
import { authorize, authorizePath, rulesOf, type AccessAttributes, type Rule } from './rbac.ts';

/** Kinds that are answered and not kept. */
export async function review(call: ResourceCall): Promise<HttpResponse> {
  const { definition, user, path } = call;
  const body = requiredBody(call);
  if (!isDraft(body)) throw badRequest('the review is not an object');
  const spec = childOf(body, 'spec') ?? {};
  switch (definition.kind) {
    case 'SelfSubjectAccessReview':
      return answered(call, spec, accessStatus(call, user, spec));
    case 'SubjectAccessReview':
    case 'LocalSubjectAccessReview': {
      const groups = at(spec, 'groups');
      const subject: UserInfo = {
        username: textAt(spec, 'user') ?? '',
        groups: Array.isArray(groups) ? groups.map(String) : [],
      };
      return answered(call, spec, accessStatus(call, subject, spec));
    }
    case 'SelfSubjectRulesReview':
      return answered(call, spec, rulesStatus(call, textAt(spec, 'namespace') ?? path.namespace));
    case 'SelfSubjectReview':
      return answered(call, undefined, { userInfo: infoOf(user) });
    case 'TokenReview': {
      const token = textAt(spec, 'token') ?? '';
      const known = call.kernel.authenticate(`Bearer ${token}`);
      return answered(
        call,
        spec,
        known
          ? { authenticated: true, user: infoOf(known) }
          : { user: {}, error: 'invalid bearer token' },
      );
    }
    case 'Binding': {
      const name = textAt(body, 'metadata', 'name') ?? '';
      const pods = call.kernel.registry.find('', 'v1', 'pods');
      if (!pods) throw methodNotAllowed();
      await bindPod(
        call.kernel,
        writeCall(call),
        { definition: pods, namespace: path.namespace, name },
        { nodeName: textAt(body, 'target', 'name') ?? '' },
      );
      return jsonResponse(201, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        code: 201,
      });
    }
    default:
      throw methodNotAllowed();
  }
}

const infoOf = ({ username, uid, groups, extra }: UserInfo): Draft => ({
  username,
  ...(uid === undefined ? {} : { uid }),
  groups,
  ...(extra === undefined ? {} : { extra }),
});

const answered = (call: ResourceCall, spec: Draft | undefined, status: unknown): HttpResponse =>
  jsonResponse(201, {
    kind: call.definition.kind,
    apiVersion: apiVersionOf(call.definition),
    metadata: { creationTimestamp: timestamp(call.kernel.clock.now()) },
    ...(spec === undefined ? {} : { spec }),
    status,
  });

function accessStatus(call: ResourceCall, user: UserInfo, spec: Draft): Draft {
  const resource = childOf(spec, 'resourceAttributes');
  const other = childOf(spec, 'nonResourceAttributes');
  if (!resource && !other)
    throw badRequest(
      `${call.definition.kind}.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
    );
  const verdict = resource
    ? authorize(call.kernel, user, attributesOf(resource))
    : authorizePath(call.kernel, user, {
        verb: textAt(other, 'verb') ?? '',
        path: textAt(other, 'path') ?? '',
      });
  return { allowed: verdict.allowed, ...(verdict.reason === '' ? {} : { reason: verdict.reason }) };
}

function attributesOf(resource: Draft): AccessAttributes {
  const optional = (key: 'subresource' | 'namespace' | 'name'): Partial<AccessAttributes> => {
    const value = textAt(resource, key);
    return value ? { [key]: value } : {};
  };
  return {
    verb: textAt(resource, 'verb') ?? '',
    group: textAt(resource, 'group') ?? '',
    resource: textAt(resource, 'resource') ?? '',
    ...optional('subresource'),
    ...optional('namespace'),
    ...optional('name'),
  };
}

function rulesStatus(call: ResourceCall, namespace: string | undefined): Draft {
  const { user, kernel } = call;
  const all = ['*'];
  const everything: Rule[] = user.groups.includes('system:masters')
    ? [
        { verbs: all, apiGroups: all, resources: all, resourceNames: [], nonResourceURLs: [] },
        { verbs: all, apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: all },
      ]
    : [];
  const rules = [...everything, ...[...rulesOf(kernel, user, namespace)].map(({ rule }) => rule)];
  return {
    resourceRules: rules
      .filter((r) => r.nonResourceURLs.length === 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames.length === 0 ? {} : { resourceNames }),
      })),
    nonResourceRules: rules
      .filter((r) => r.nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}
