import { describe, expect, test } from 'vitest';
import { trustFor, trusts } from './trust.ts';

const FARGATE = 'eks-fargate-pods.amazonaws.com';
const source = {
  arn: 'arn:aws:eks:ap-northeast-2:111122223333:fargateprofile/c/app/*',
  account: '111122223333',
};
const policy = (change: Readonly<Record<string, unknown>>): unknown => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: FARGATE }, Action: 'sts:AssumeRole', ...change },
  ],
});

describe('a trust policy', () => {
  test('lets in the service that it names, and no other', () => {
    expect(trusts(trustFor(FARGATE), FARGATE, source)).toBe(true);
    expect(trusts(trustFor('ec2.amazonaws.com'), FARGATE, source)).toBe(false);
  });

  test('with a condition holds only for the cluster that it names', () => {
    const only = (cluster: string) =>
      policy({
        Condition: {
          ArnLike: {
            'aws:SourceArn': `arn:aws:eks:ap-northeast-2:111122223333:fargateprofile/${cluster}/*`,
          },
        },
      });
    expect(trusts(only('c'), FARGATE, source)).toBe(true);
    expect(trusts(only('d'), FARGATE, source)).toBe(false);
  });

  test('with a condition that nobody understands lets nobody in', () => {
    const odd = policy({ Condition: { NumericLessThan: { 'aws:x': '3' } } });
    expect(trusts(odd, FARGATE, source)).toBe(false);
  });

  test('that is broken lets nobody in', () => {
    for (const broken of [null, {}, { Statement: 'x' }, policy({ Effect: 'Deny' })])
      expect(trusts(broken, FARGATE, source)).toBe(false);
  });
});
