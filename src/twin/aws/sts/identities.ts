import type { HttpRequest } from '../../../model/index.ts';
import type { CredentialFlaw } from '../authorization.ts';
import type { ClusterAccess, Principal } from '../../seams.ts';
import { accessOfEntry, entryFor, usesEntries } from '../eks/access-records.ts';
import { operatorArn } from '../eks/index.ts';
import type { ClusterRecord } from '../eks/state.ts';
import { digest, type AwsContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { frameworkWords } from '../wire/inputs.ts';
import { queryService, type AwsService } from '../wire/protocols.ts';
import {
  decodeToken,
  requestSignatureHolds,
  tokenSignatureHolds,
  type CredentialScope,
} from '../wire/signature.ts';

/** Who may call, and with which tokens. */
export interface Identities {
  /** The ARN behind an access key; keys that the seed does not name are the operator's. */
  arnOf(accessKeyId: string): string;
  /**
   * What is wrong with a request's signature, if anything is. Where no secret is known (a rehearsal),
   * signatures can not be checked, and nothing is.
   */
  flawOf(request: HttpRequest, scope: CredentialScope): CredentialFlaw | undefined;
  /** The caller behind kubectl's bearer token, when it was signed as it should be. */
  authenticateToken(token: string): Principal | undefined;
  /** What the cluster lets a principal do, by its access entries as they are now. */
  accessOf(arn: string): ClusterAccess | undefined;
  /** Whether the ConfigMap aws-auth counts, too. */
  readonly readsAwsAuth: boolean;
}

/**
 * EKS takes a token for a quarter of an hour after it was signed.
 * @source https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster (read 2026-11-23)
 */
const TOKEN_LIFE_MS = 15 * 60_000;
/** How far ahead of ours the caller's clock may go. */
const SKEW_MS = 5 * 60_000;

export function createIdentities(
  context: AwsContext,
  cluster: ClusterRecord,
  identities: ResolvedSeed['identities'],
): Identities {
  const known = new Map(identities.map((i) => [i.accessKeyId, i]));
  const someSecret = identities.some((i) => i.secretAccessKey !== undefined);
  const arnOf = (accessKeyId: string): string =>
    known.get(accessKeyId)?.arn ?? operatorArn(context);
  return {
    arnOf,
    flawOf(request, { accessKeyId }) {
      const identity = known.get(accessKeyId);
      if (!identity) return someSecret ? 'unknown-key' : undefined;
      // Nobody gets a session's token here, so one that comes along is from elsewhere.
      if (someSecret && request.headers['x-amz-security-token'] !== undefined) return 'unknown-key';
      const { secretAccessKey } = identity;
      if (secretAccessKey === undefined || requestSignatureHolds(request, secretAccessKey)) return undefined; // prettier-ignore
      return 'wrong-signature';
    },
    authenticateToken(token) {
      const decoded = decodeToken(token);
      if (!decoded) return undefined;
      const age = context.clock.now() - decoded.signedAt;
      if (age > TOKEN_LIFE_MS || age < -SKEW_MS) return undefined;
      const secret = known.get(decoded.accessKeyId)?.secretAccessKey;
      const isSigned =
        secret === undefined ? !someSecret : tokenSignatureHolds(decoded, secret, cluster.name);
      if (!isSigned) return undefined;
      return principal(context, arnOf(decoded.accessKeyId), decoded.accessKeyId);
    },
    accessOf(arn) {
      if (!usesEntries(cluster)) return arn === operatorArn(context) ? CREATOR : undefined;
      const entry = entryFor(cluster, arn);
      return entry && accessOfEntry(entry);
    },
    get readsAwsAuth() {
      return cluster.authenticationMode !== 'API';
    },
  };
}

/** Where there are no entries, the one who made the cluster needs none. */
const CREATOR: ClusterAccess = {
  username: 'kubernetes-admin',
  groups: ['system:masters'],
  policies: [],
};

function principal(context: AwsContext, arn: string, accessKeyId: string): Principal {
  const [, account = context.accountId, role, sessionName = ''] =
    /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  return {
    arn,
    accessKeyId,
    accountId: account,
    principalId: userId(arn),
    sessionName,
    ...(role === undefined ? {} : { roleArn: `arn:aws:iam::${account}:role/${role}` }),
  };
}

/** Who am I; nothing else of STS. */
export const stsService = (context: AwsContext, identities: Identities): AwsService =>
  queryService({
    dialect: 'query',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    rules: {
      needs: { AssumeRole: ['RoleArn', 'RoleSessionName'] },
      missing: (member) => new AwsError('ValidationError', frameworkWords.missing(member)),
    },
    operations: {
      GetCallerIdentity: (_params, call) => {
        const arn = identities.arnOf(call.accessKeyId);
        return { Arn: arn, UserId: userId(arn), Account: context.accountId };
      },
      AssumeRole: (_params, call) => {
        throw new AwsError(
          'AccessDenied',
          `User: ${identities.arnOf(call.accessKeyId)} is not authorized to perform: sts:AssumeRole`,
          403,
        );
      },
    },
  });

/** AIDA… for users, AROA…:session for assumed roles. */
function userId(arn: string): string {
  const id = digest(arn, 17).toUpperCase();
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1];
  return session === undefined ? `AIDA${id}` : `AROA${id}:${session}`;
}
