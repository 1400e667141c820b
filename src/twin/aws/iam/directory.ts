import { after, digest, iamArn, isoNow, type AwsContext } from '../context.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import type { Tags } from '../ec2/network.ts';
import { managedPolicyArn } from './managed-policies.ts';
import { trustFor, trusts } from './trust.ts';

export interface RoleRecord {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  description: string;
  readonly createdAt: string;
  maxSessionDuration: number;
  /** What IAM answers. */
  trust: unknown;
  /** What other services see; undefined until a new role has spread. */
  seenTrust: unknown;
  /** ARNs, in the order of attachment. */
  attached: string[];
  readonly inline: Map<string, unknown>;
  readonly tags: Tags;
}

export interface OidcProviderRecord {
  readonly arn: string;
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly createdAt: string;
  readonly tags: Tags;
}

/** The account's roles and identity providers. */
export interface Directory {
  readonly roles: Map<string, RoleRecord>;
  readonly providers: Map<string, OidcProviderRecord>;
  createRole(init: {
    readonly name: string;
    readonly path: string;
    readonly description: string;
    readonly trust: unknown;
    readonly tags: Tags;
    readonly maxSessionDuration?: number;
    /** Known everywhere from the start (seeds). */
    readonly settled?: boolean;
  }): RoleRecord;
  /** Other services see a new trust policy only after a while. */
  setTrust(role: RoleRecord, trust: unknown): void;
  byArn(arn: string): RoleRecord | undefined;
  /** Name or ARN → ARN. */
  arnOf(nameOrArn: string): string;
  /** What a service that wants to assume the role meets. */
  assumableBy(
    roleArn: string,
    service: string,
    source: { readonly arn: string },
  ): 'yes' | 'missing' | 'untrusted';
}

export function createDirectory(context: AwsContext, seed: ResolvedSeed): Directory {
  const roles = new Map<string, RoleRecord>();
  const providers = new Map<string, OidcProviderRecord>();

  const directory: Directory = {
    roles,
    providers,
    createRole(init) {
      const record: RoleRecord = {
        name: init.name,
        path: init.path,
        arn: iamArn(context, `role${init.path}${init.name}`),
        id: `AROA${digest(`${context.accountId} ${init.name}`, 17).toUpperCase()}`,
        description: init.description,
        createdAt: init.settled ? seed.cluster.createdAt : isoNow(context),
        maxSessionDuration: init.maxSessionDuration ?? 3600,
        trust: init.trust,
        seenTrust: init.settled ? init.trust : undefined,
        attached: [],
        inline: new Map(),
        tags: { ...init.tags },
      };
      roles.set(record.name, record);
      if (!init.settled) directory.setTrust(record, init.trust);
      return record;
    },
    setTrust(role, trust) {
      role.trust = trust;
      after(context, context.seconds.iamPropagation, () => {
        if (role.trust === trust) role.seenTrust = trust;
      });
    },
    byArn: (arn) => [...roles.values()].find((r) => r.arn === arn),
    arnOf: (nameOrArn) =>
      nameOrArn.startsWith('arn:')
        ? nameOrArn
        : (roles.get(nameOrArn)?.arn ?? iamArn(context, `role/${nameOrArn}`)),
    assumableBy(roleArn, service, source) {
      const role = directory.byArn(roleArn);
      if (role?.seenTrust === undefined) return 'missing';
      const account = context.accountId;
      return trusts(role.seenTrust, service, { arn: source.arn, account }) ? 'yes' : 'untrusted';
    },
  };

  for (const role of seed.roles) {
    const trust = typeof role.trust === 'string' ? trustFor(role.trust) : role.trust;
    const { name, path, description, tags } = role;
    const record = directory.createRole({ name, path, description, trust, tags, settled: true });
    record.attached = role.policies.map((policy) => managedPolicyArn(context.accountId, policy));
    for (const [policy, document] of Object.entries(role.inlinePolicies))
      record.inline.set(policy, document);
  }
  for (const provider of seed.oidcProviders)
    addProvider(context, directory, { ...provider, createdAt: seed.cluster.createdAt });
  return directory;
}

/** Registers an issuer; IAM drops the scheme from the name. */
export function addProvider(
  context: AwsContext,
  directory: Directory,
  init: {
    readonly url: string;
    readonly clientIds: readonly string[];
    readonly createdAt: string;
    readonly tags?: Tags;
  },
): OidcProviderRecord {
  const url = init.url.replace(/^https:\/\//, '');
  const record: OidcProviderRecord = {
    arn: iamArn(context, `oidc-provider/${url}`),
    url,
    clientIds: init.clientIds,
    createdAt: init.createdAt,
    tags: init.tags ?? {},
  };
  directory.providers.set(record.arn, record);
  return record;
}
