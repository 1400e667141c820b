import { isNotFound } from '../../errors/index.ts';
import type { Role } from '../../model/index.ts';
import type { IamPort } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service, tagList, tagMap } from './lazy.ts';

export function iamAdapter(o: AwsOptions): IamPort {
  const run = service(o, 'iam', async () => {
    const sdk = await import('@aws-sdk/client-iam');
    return { sdk, client: new sdk.IAMClient(clientConfig(o)) };
  });
  const attached = async (name: string): Promise<readonly string[]> => {
    const all = await pages(
      (Marker) =>
        run('ListAttachedRolePolicies', ({ sdk, client }) =>
          client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: name, Marker })),
        ),
      (p) => (p.IsTruncated === true ? p.Marker : undefined),
    );
    return all.flatMap((p) => (p.AttachedPolicies ?? []).map((a) => a.PolicyArn ?? ''));
  };
  const whole = (
    r: import('@aws-sdk/client-iam').Role | undefined,
    attachedPolicyArns: readonly string[],
  ): Role => ({
    name: r?.RoleName ?? '',
    arn: r?.Arn ?? '',
    path: r?.Path ?? '/',
    trustPolicy: parsePolicy(r?.AssumeRolePolicyDocument),
    attachedPolicyArns,
    tags: tagMap(r?.Tags),
  });
  return {
    async getRole(name) {
      try {
        const role = await run(
          'GetRole',
          async ({ sdk, client }) =>
            (await client.send(new sdk.GetRoleCommand({ RoleName: name }))).Role,
        );
        return whole(role, await attached(name));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    createRole: (i) =>
      run('CreateRole', async ({ sdk, client }) =>
        whole(
          (
            await client.send(
              new sdk.CreateRoleCommand({
                RoleName: i.name,
                AssumeRolePolicyDocument: JSON.stringify(i.trustPolicy),
                ...(i.description === '' ? {} : { Description: i.description }),
                Tags: tagList(i.tags),
              }),
            )
          ).Role,
          [],
        ),
      ),
    deleteRole: (name) =>
      run('DeleteRole', async ({ sdk, client }) => {
        await client.send(new sdk.DeleteRoleCommand({ RoleName: name }));
      }),
    attachRolePolicy: (name, arn) =>
      run('AttachRolePolicy', async ({ sdk, client }) => {
        await client.send(new sdk.AttachRolePolicyCommand({ RoleName: name, PolicyArn: arn }));
      }),
    detachRolePolicy: (name, arn) =>
      run('DetachRolePolicy', async ({ sdk, client }) => {
        await client.send(new sdk.DetachRolePolicyCommand({ RoleName: name, PolicyArn: arn }));
      }),
    listOidcProviders: () =>
      run('ListOpenIDConnectProviders', async ({ sdk, client }) => {
        const list =
          (await client.send(new sdk.ListOpenIDConnectProvidersCommand({})))
            .OpenIDConnectProviderList ?? [];
        const found = [];
        for (const { Arn = '' } of list) {
          const p = await client.send(
            new sdk.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
          );
          found.push({ arn: Arn, url: p.Url ?? '', clientIds: p.ClientIDList ?? [] });
        }
        return found;
      }),
  };
}

/** IAM serves policy documents URL-encoded. */
function parsePolicy(text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  try {
    return JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);
  } catch {
    return text;
  }
}
