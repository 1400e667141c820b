import { AwsError } from '../errors.ts';
import { frameworkWords } from '../wire/inputs.ts';
import { queryService, type AwsService } from '../wire/protocols.ts';

const ACTIONS_ON_ONE = ['DescribeStackResources', 'DescribeStackEvents', 'ListStackResources', 'GetTemplate', 'DeleteStack', 'UpdateStack']; // prettier-ignore

/**
 * CloudFormation in an account that has no stacks: what eksctl asks before each of its commands, to
 * learn which parts of a cluster it made itself. It made none. Stacks cannot be made either, since
 * nothing here reads templates.
 * @source https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html (read 2026-11-25)
 */
export function cloudFormationService(): AwsService {
  const noStack = (name: string | undefined): never => {
    throw new AwsError('ValidationError', `Stack with id ${name ?? ''} does not exist`, 400);
  };
  return queryService({
    dialect: 'query',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    rules: {
      needs: Object.fromEntries(
        ['DeleteStack', 'UpdateStack', 'ListStackResources'].map((a) => [a, ['StackName']]),
      ),
      missing: (member) => new AwsError('ValidationError', frameworkWords.missing(member)),
    },
    operations: {
      ListStacks: () => ({ StackSummaries: [] }),
      DescribeStacks: (p) => {
        const name = p.get('StackName');
        return name === undefined ? { Stacks: [] } : noStack(name);
      },
      ...Object.fromEntries(
        ACTIONS_ON_ONE.map((action) => [
          action,
          // Deleting what is not there is done already.
          (p) => (action === 'DeleteStack' ? undefined : noStack(p.get('StackName'))),
        ]),
      ),
      CreateStack: (p) => {
        throw new AwsError(
          'ValidationError',
          `The twin makes no stacks, so not ${p.get('StackName') ?? 'this one'}. Make what the stack would hold by itself, or name one that exists`,
          400,
        );
      },
    },
  });
}
