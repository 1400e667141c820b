import { isoNow, type AwsContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import { pageSize, paginate } from '../wire/page.ts';
import { frameworkWords, type InputRules } from '../wire/inputs.ts';
import { tagsOf, type Params } from '../wire/params.ts';
import { queryService, type AwsService, type QueryOperations } from '../wire/protocols.ts';
import { addProvider, type Directory, type RoleRecord } from './directory.ts';
import { awsManagedPolicy } from './managed-policies.ts';

const noSuch = (message: string): AwsError => new AwsError('NoSuchEntity', message, 404);
const tagList = (tags: Readonly<Record<string, string>>): unknown[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
/** IAM hands documents out URL-encoded (RFC 3986). */
const encoded = (document: unknown): string => encodeURIComponent(JSON.stringify(document));

function documentOf(params: Params, name: string): unknown {
  const text = params.need(name, 'ValidationError');
  try {
    const document: unknown = JSON.parse(text);
    if (document !== null && typeof document === 'object' && 'Statement' in document)
      return document;
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
}

/** `Marker` and `MaxItems`, as IAM pages. */
function marked(params: Params, key: string, items: readonly unknown[]): Record<string, unknown> {
  const size = pageSize(
    params.int('MaxItems'),
    { from: 1, to: 1000, otherwise: 100 },
    (asked) => new AwsError('ValidationError', frameworkWords.outside('maxItems', asked, 1, 1000)),
  );
  const page = paginate(
    items,
    { size, token: params.get('Marker') },
    () => new AwsError('ValidationError', 'Invalid Marker'),
  );
  const more = page.nextToken === undefined ? {} : { Marker: page.nextToken };
  return { [key]: page.items, IsTruncated: page.nextToken !== undefined, ...more };
}

const roleView = (r: RoleRecord): Record<string, unknown> => ({
  Path: r.path,
  RoleName: r.name,
  RoleId: r.id,
  Arn: r.arn,
  CreateDate: r.createdAt,
  AssumeRolePolicyDocument: encoded(r.trust),
  ...(r.description === '' ? {} : { Description: r.description }),
  MaxSessionDuration: r.maxSessionDuration,
});
const fullView = (r: RoleRecord): Record<string, unknown> => ({
  ...roleView(r),
  ...(Object.keys(r.tags).length === 0 ? {} : { Tags: tagList(r.tags) }),
});

/**
 * Roles, their policies and the identity providers.
 * @source https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html (read 2026-11-23)
 */
export function iamService(context: AwsContext, directory: Directory): AwsService {
  const roleOf = (params: Params): RoleRecord => {
    const name = params.need('RoleName', 'ValidationError');
    const role = directory.roles.get(name);
    if (!role) throw noSuch(`The role with name ${name} cannot be found.`);
    return role;
  };
  return queryService({
    dialect: 'query',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    rules: IAM_INPUTS,
    operations: {
      ...roleOperations(directory, roleOf),
      ...policyOperations(context, roleOf),
      ...providerOperations(context, directory),
    },
  });
}

const ROLE = ['RoleName'];
const IAM_INPUTS: InputRules = {
  needs: {
    GetRole: ROLE,
    CreateRole: [...ROLE, 'AssumeRolePolicyDocument'],
    DeleteRole: ROLE,
    UpdateAssumeRolePolicy: [...ROLE, 'PolicyDocument'],
    TagRole: [...ROLE, 'Tags'],
    UntagRole: [...ROLE, 'TagKeys'],
    ListRoleTags: ROLE,
    ListInstanceProfilesForRole: ROLE,
    AttachRolePolicy: [...ROLE, 'PolicyArn'],
    DetachRolePolicy: [...ROLE, 'PolicyArn'],
    ListAttachedRolePolicies: ROLE,
    PutRolePolicy: [...ROLE, 'PolicyName', 'PolicyDocument'],
    DeleteRolePolicy: [...ROLE, 'PolicyName'],
    ListRolePolicies: ROLE,
    GetRolePolicy: [...ROLE, 'PolicyName'],
    GetPolicy: ['PolicyArn'],
    GetOpenIDConnectProvider: ['OpenIDConnectProviderArn'],
    CreateOpenIDConnectProvider: ['Url'],
    DeleteOpenIDConnectProvider: ['OpenIDConnectProviderArn'],
  },
  missing: (member) => new AwsError('ValidationError', frameworkWords.missing(member)),
};

type RoleOf = (params: Params) => RoleRecord;

const roleOperations = (directory: Directory, roleOf: RoleOf): QueryOperations => ({
  GetRole: (params) => ({ Role: { ...fullView(roleOf(params)), RoleLastUsed: {} } }),
  ListRoles: (params) => {
    const prefix = params.get('PathPrefix') ?? '/';
    const roles = [...directory.roles.values()]
      .filter((r) => r.path.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return marked(params, 'Roles', roles.map(roleView));
  },
  CreateRole: (params) => {
    const name = params.need('RoleName', 'ValidationError');
    if (!/^[\w+=,.@-]{1,64}$/.test(name))
      throw new AwsError(
        'ValidationError',
        'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      );
    if (directory.roles.has(name))
      throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
    const role = directory.createRole({
      name,
      path: params.get('Path') ?? '/',
      description: params.get('Description') ?? '',
      trust: documentOf(params, 'AssumeRolePolicyDocument'),
      tags: tagsOf(params.structs('Tags')),
      maxSessionDuration: params.int('MaxSessionDuration') ?? 3600,
    });
    return { Role: fullView(role) };
  },
  DeleteRole: (params) => {
    const role = roleOf(params);
    if (role.attached.length > 0)
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must detach all policies first.',
        409,
      );
    if (role.inline.size > 0)
      throw new AwsError(
        'DeleteConflict',
        'Cannot delete entity, must delete policies first.',
        409,
      );
    directory.roles.delete(role.name);
  },
  UpdateAssumeRolePolicy: (params) =>
    directory.setTrust(roleOf(params), documentOf(params, 'PolicyDocument')),
  TagRole: (params) => void Object.assign(roleOf(params).tags, tagsOf(params.structs('Tags'))),
  UntagRole: (params) => {
    const { tags } = roleOf(params);
    for (const key of params.list('TagKeys')) delete tags[key];
  },
  ListRoleTags: (params) => marked(params, 'Tags', tagList(roleOf(params).tags)),
  ListInstanceProfilesForRole: (params) => {
    roleOf(params);
    return marked(params, 'InstanceProfiles', []);
  },
});

const policyOperations = (context: AwsContext, roleOf: RoleOf): QueryOperations => ({
  AttachRolePolicy: (params) => {
    const role = roleOf(params);
    const arn = params.need('PolicyArn', 'ValidationError');
    if (arn.startsWith('arn:aws:iam::aws:') && !awsManagedPolicy(arn))
      throw noSuch(`Policy ${arn} does not exist or is not attachable.`);
    if (!role.attached.includes(arn)) role.attached = [...role.attached, arn];
  },
  DetachRolePolicy: (params) => {
    const role = roleOf(params);
    const arn = params.need('PolicyArn', 'ValidationError');
    if (!role.attached.includes(arn)) throw noSuch(`Policy ${arn} was not found.`);
    role.attached = role.attached.filter((a) => a !== arn);
  },
  ListAttachedRolePolicies: (params) =>
    marked(
      params,
      'AttachedPolicies',
      roleOf(params).attached.map((PolicyArn) => ({
        PolicyName: PolicyArn.split('/').at(-1),
        PolicyArn,
      })),
    ),
  PutRolePolicy: (params) =>
    void roleOf(params).inline.set(
      params.need('PolicyName', 'ValidationError'),
      documentOf(params, 'PolicyDocument'),
    ),
  DeleteRolePolicy: (params) => {
    const name = params.need('PolicyName', 'ValidationError');
    if (!roleOf(params).inline.delete(name))
      throw noSuch(`The role policy with name ${name} cannot be found.`);
  },
  ListRolePolicies: (params) =>
    marked(params, 'PolicyNames', [...roleOf(params).inline.keys()].sort()),
  GetRolePolicy: (params) => {
    const role = roleOf(params);
    const name = params.need('PolicyName', 'ValidationError');
    const document = role.inline.get(name);
    if (document === undefined) throw noSuch(`The role policy with name ${name} cannot be found.`);
    return { RoleName: role.name, PolicyName: name, PolicyDocument: encoded(document) };
  },
  GetPolicy: (params) => {
    const arn = params.need('PolicyArn', 'ValidationError');
    const policy = awsManagedPolicy(arn);
    if (!policy) throw noSuch(`Policy ${arn} was not found.`);
    return {
      Policy: {
        PolicyName: policy.name,
        Arn: arn,
        Path: policy.path,
        Description: policy.description,
        DefaultVersionId: 'v1',
        IsAttachable: true,
        CreateDate: isoNow(context),
      },
    };
  },
});

const providerOperations = (context: AwsContext, directory: Directory): QueryOperations => ({
  ListOpenIDConnectProviders: () => ({
    OpenIDConnectProviderList: [...directory.providers.keys()].sort().map((Arn) => ({ Arn })),
  }),
  GetOpenIDConnectProvider: (params) => {
    const arn = params.need('OpenIDConnectProviderArn', 'ValidationError');
    const provider = directory.providers.get(arn);
    if (!provider) throw noSuch(`OpenIDConnect Provider not found for arn ${arn}`);
    return {
      Url: provider.url,
      ClientIDList: provider.clientIds,
      ThumbprintList: [],
      CreateDate: provider.createdAt,
      Tags: tagList(provider.tags),
    };
  },
  DeleteOpenIDConnectProvider: (params) => {
    const arn = params.need('OpenIDConnectProviderArn', 'ValidationError');
    if (!directory.providers.delete(arn))
      throw noSuch(`OpenIDConnect Provider not found for arn ${arn}`);
  },
  CreateOpenIDConnectProvider: (params) => {
    const url = params.need('Url', 'ValidationError');
    for (const p of directory.providers.values())
      if (`https://${p.url}` === url)
        throw new AwsError('EntityAlreadyExists', `Provider with url ${url} already exists.`, 409);
    const provider = addProvider(context, directory, {
      url,
      clientIds: params.list('ClientIDList'),
      createdAt: isoNow(context),
      tags: tagsOf(params.structs('Tags')),
    });
    return { OpenIDConnectProviderArn: provider.arn };
  },
});
