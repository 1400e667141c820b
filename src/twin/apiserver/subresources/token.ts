import type { HttpResponse } from '../../../model/index.ts';
import { at, numberAt } from '../draft.ts';
import { bodyOf, targetOf, type ResourceCall } from '../http/call.ts';
import { jsonResponse } from '../http/respond.ts';
import { ISSUER, signToken } from '../authorization/service-accounts.ts';
import { timestamp, uuid } from '../kernel.ts';
import { getObject } from '../operations/read.ts';

const DEFAULT_SECONDS = 3600;

/**
 * POST serviceaccounts/NAME/token. The token has the shape and claims of a real one and opens this
 * API server, nothing outside the twin.
 */
export function serviceAccountToken(call: ResourceCall): HttpResponse {
  const { kernel } = call;
  const account = getObject(kernel, targetOf(call));
  const body = bodyOf(call);
  const seconds = numberAt(body, 'spec', 'expirationSeconds') ?? DEFAULT_SECONDS;
  const audiences = at(body, 'spec', 'audiences');
  const aud = Array.isArray(audiences) && audiences.length > 0 ? audiences : [ISSUER];
  const now = kernel.clock.now();
  const { name, namespace = '', uid } = account.metadata;
  const issued = Math.floor(now / 1000);
  const claims = {
    aud,
    exp: issued + seconds,
    iat: issued,
    iss: ISSUER,
    jti: uuid(kernel.random),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const token = signToken(kernel, claims);
  return jsonResponse(201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timestamp(now) },
    spec: {
      audiences: aud,
      expirationSeconds: seconds,
      boundObjectRef: at(body, 'spec', 'boundObjectRef') ?? null,
    },
    status: { token, expirationTimestamp: timestamp(now + seconds * 1000) },
  });
}
