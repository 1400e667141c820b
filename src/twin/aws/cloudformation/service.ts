import { AwsError } from '../errors.ts';
import { frameworkWords } from '../wire/inputs.ts';
import type { Params } from '../wire/params.ts';
import { queryService, type AwsService } from '../wire/protocols.ts';

/** What has no second page gave out no token. */
function noPage(p: Params): void {
  if (p.get('NextToken') !== undefined)
    throw new AwsError('ValidationError', 'NextToken is invalid', 400);
}

/**
 * CloudFormation in an account that has no stacks: what eksctl asks before each of its commands, to
 * learn which parts of a cluster it made itself. It made none. Stacks cannot be made either, since
 * nothing here reads templates.
 * @source https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html (read 2026-11-25)
 */
export function cloudFormationService(): AwsService {
  return queryService({
    dialect: 'query',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    rules: {
      needs: { DeleteStack: ['StackName'], CreateStack: ['StackName'] },
      oneOf: {
        DeleteStack: { DeletionMode: ['STANDARD', 'FORCE_DELETE_STACK'] },
        CreateStack: { OnFailure: ['DO_NOTHING', 'ROLLBACK', 'DELETE'] },
      },
      missing: (member) => new AwsError('ValidationError', frameworkWords.missing(member)),
      wrong: (member, value, words) =>
        new AwsError('ValidationError', frameworkWords.wrong(member, value, words)),
    },
    operations: {
      ListStacks: (p) => {
        noPage(p);
        return { StackSummaries: [] };
      },
      DescribeStacks: (p) => {
        noPage(p);
        const name = p.get('StackName');
        if (name === undefined) return { Stacks: [] };
        throw new AwsError('ValidationError', `Stack with id ${name} does not exist`, 400);
      },
      // Deleting what is not there is done already.
      DeleteStack: () => undefined,
      CreateStack: (p) => {
        throw new AwsError(
          'ValidationError',
          `The twin makes no stacks, so not ${p.get('StackName') ?? ''}. Make what the stack would hold by itself, or name one that exists`,
          400,
        );
      },
    },
  });
}
