import type { ResolvedSeed } from '../seed/index.ts';
import { AwsError } from '../errors.ts';
import { arn, type AwsContext } from '../context.ts';
import { jsonService, type AwsService, type JsonInput } from '../wire/protocols.ts';
import { frameworkWords } from '../wire/inputs.ts';
import { pageSize, paginate } from '../wire/page.ts';

export const FARGATE_VCPU = 'L-3032A538';

interface Quota {
  readonly service: string;
  readonly serviceName: string;
  readonly code: string;
  readonly name: string;
  readonly initial: number;
  readonly adjustable: boolean;
}

/**
 * The quotas that a move to Fargate meets.
 * @source https://docs.aws.amazon.com/general/latest/gr/eks.html#limits_eks,
 *   https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html (read 2026-11-23)
 */
const QUOTAS: readonly Quota[] = [
  {
    service: 'eks',
    serviceName: 'Amazon Elastic Kubernetes Service (Amazon EKS)',
    code: 'L-1194D53C',
    name: 'Clusters',
    initial: 100,
    adjustable: true,
  },
  {
    service: 'eks',
    serviceName: 'Amazon Elastic Kubernetes Service (Amazon EKS)',
    code: 'L-33415657',
    name: 'Fargate profiles per cluster',
    initial: 10,
    adjustable: true,
  },
  {
    service: 'eks',
    serviceName: 'Amazon Elastic Kubernetes Service (Amazon EKS)',
    code: 'L-23414FF3',
    name: 'Label pairs per Fargate profile selector',
    initial: 5,
    adjustable: true,
  },
  {
    service: 'fargate',
    serviceName: 'AWS Fargate',
    code: FARGATE_VCPU,
    name: 'Fargate On-Demand vCPU resource count',
    initial: 64,
    adjustable: true,
  },
  {
    service: 'fargate',
    serviceName: 'AWS Fargate',
    code: 'L-36FBB829',
    name: 'Fargate Spot vCPU resource count',
    initial: 64,
    adjustable: true,
  },
];

export interface Quotas {
  /** The applied value. */
  value(service: string, code: string): number;
  readonly service: AwsService;
}

export function createQuotas(context: AwsContext, seed: ResolvedSeed): Quotas {
  const value = (q: Quota): number => seed.quotas[q.code] ?? q.initial;
  const view = (q: Quota, applied = value(q)): unknown => ({
    ServiceCode: q.service,
    ServiceName: q.serviceName,
    QuotaArn: arn(context, 'servicequotas', `${q.service}/${q.code}`),
    QuotaCode: q.code,
    QuotaName: q.name,
    Value: applied,
    Unit: 'None',
    Adjustable: q.adjustable,
    GlobalQuota: false,
  });
  const ofService = (code: unknown): Quota[] => {
    const found = QUOTAS.filter((q) => q.service === code);
    if (found.length === 0)
      throw new AwsError(
        'NoSuchResourceException',
        'The request failed because the specified service does not exist.',
      );
    return found;
  };
  const one = (input: JsonInput): Quota => {
    const found = ofService(input['ServiceCode']).find((q) => q.code === input['QuotaCode']);
    if (!found)
      throw new AwsError(
        'NoSuchResourceException',
        'The request failed because the specified service quota does not exist.',
      );
    return found;
  };
  const list = (input: JsonInput, key: string, items: readonly unknown[]): unknown => {
    const size = pageSize(
      input['MaxResults'] === undefined ? undefined : Number(input['MaxResults']),
      { from: 1, to: 100, otherwise: 100 },
      (asked) =>
        new AwsError(
          'IllegalArgumentException',
          frameworkWords.outside('maxResults', asked, 1, 100),
        ),
    );
    const token = input['NextToken'] === undefined ? undefined : String(input['NextToken']);
    const page = paginate(
      items,
      { size, token },
      () => new AwsError('InvalidPaginationTokenException', 'Invalid NextToken'),
    );
    return { [key]: page.items, ...(page.nextToken ? { NextToken: page.nextToken } : {}) };
  };
  return {
    value(service, code) {
      const quota = QUOTAS.find((q) => q.service === service && q.code === code);
      return quota ? value(quota) : Number.POSITIVE_INFINITY;
    },
    service: jsonService({
      rules: {
        needs: {
          GetServiceQuota: ['ServiceCode', 'QuotaCode'],
          ListServiceQuotas: ['ServiceCode'],
          GetAWSDefaultServiceQuota: ['ServiceCode', 'QuotaCode'],
          ListAWSDefaultServiceQuotas: ['ServiceCode'],
        },
        oneOf: { ListServiceQuotas: { QuotaAppliedAtLevel: ['ACCOUNT', 'RESOURCE', 'ALL'] } },
        wrong: (...what) => new AwsError('IllegalArgumentException', frameworkWords.wrong(...what)),
        missing: (member) =>
          new AwsError('IllegalArgumentException', frameworkWords.missing(member)),
      },
      operations: {
        GetServiceQuota: (input) => ({ Quota: view(one(input)) }),
        ListServiceQuotas: (input) =>
          list(
            input,
            'Quotas',
            ofService(input['ServiceCode']).map((q) => view(q)),
          ),
        GetAWSDefaultServiceQuota: (input) => {
          const quota = one(input);
          return { Quota: view(quota, quota.initial) };
        },
        ListAWSDefaultServiceQuotas: (input) =>
          list(
            input,
            'Quotas',
            ofService(input['ServiceCode']).map((q) => view(q, q.initial)),
          ),
        ListServices: (input) =>
          list(
            input,
            'Services',
            [...new Map(QUOTAS.map((q) => [q.service, q.serviceName]))].map(([code, name]) => ({
              ServiceCode: code,
              ServiceName: name,
            })),
          ),
      },
    }),
  };
}
