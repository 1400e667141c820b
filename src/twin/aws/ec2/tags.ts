import { AwsError } from '../errors.ts';
import { tagsOf } from '../wire/params.ts';
import type { QueryOperations } from '../wire/protocols.ts';
import type { Tags } from './network.ts';
import type { Ec2 } from './service.ts';

/** Tags of whatever has an id and keeps tags of its own; an instance's come from its group. */
export function tagOperations(ec2: Ec2): QueryOperations {
  const { network, volumes } = ec2;
  const tagsAt = (id: string): Tags => {
    const kept = [
      network.vpc,
      network.subnets.get(id),
      network.securityGroups.get(id),
      network.interfaces.get(id),
      volumes.records.get(id),
      ...network.routeTables,
      ...network.endpoints,
    ].find((record) => record?.id === id);
    if (!kept) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
    return kept.tags;
  };
  return {
    CreateTags: (params) => {
      const tags = tagsOf(params.structs('Tag'));
      const kept = params.list('ResourceId').map(tagsAt);
      for (const one of kept) Object.assign(one, tags);
      return { return: true };
    },
    DeleteTags: (params) => {
      const kept = params.list('ResourceId').map(tagsAt);
      for (const one of kept) for (const tag of params.structs('Tag')) delete one[tag.need('Key')];
      return { return: true };
    },
  };
}
