import { AwsError } from '../errors.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { pageSize, paginate } from '../wire/page.ts';
import { jsonService, type AwsService, type JsonInput } from '../wire/protocols.ts';
import { priceListItem, type Product } from './product.ts';
import { productsOf } from './products.ts';

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

type Test = (have: string, want: string) => boolean;
const among: Test = (have, want) => want.split(',').includes(have);
/** @source https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_Filter.html (read 2026-11-24) */
const TESTS: Readonly<Record<string, Test>> = {
  TERM_MATCH: (have, want) => have === want,
  EQUALS: (have, want) => have === want,
  CONTAINS: (have, want) => have.includes(want),
  ANY_OF: among,
  NONE_OF: (have, want) => !among(have, want),
};
const MOST = 100;

/** The Price List API, for the services whose prices a move turns on. It answers the same in every Region. */
export function pricingService(seed: ResolvedSeed, region: string): AwsService {
  // Thousands of rows, and hardly anybody asks: made at the first call.
  let made: readonly Product[] | undefined;
  const products = (): readonly Product[] => (made ??= productsOf(seed, region));
  return jsonService({
    rules: {
      needs: { GetProducts: ['ServiceCode'] },
      oneOf: { GetProducts: { FormatVersion: ['aws_v1'] } },
      missing: (member) => invalid(`The request must contain ${member}.`),
      wrong: (member, value) => invalid(`${value} is not a value of ${member}.`),
    },
    operations: {
      GetProducts: (input) => {
        const offered = products().filter((p) => p.serviceCode === input['ServiceCode']);
        if (offered.length === 0)
          throw new AwsError('NotFoundException', 'The requested resource can not be found.');
        const tests = filtersOf(input);
        const found = offered.filter((p) => tests.every((passes) => passes(p)));
        const size = pageSize(
          input['MaxResults'] === undefined ? undefined : Number(input['MaxResults']),
          { from: 1, to: MOST, otherwise: MOST },
          (asked) => invalid(`MaxResults is ${asked}, it must be from 1 to ${MOST}.`),
        );
        const page = paginate(
          found,
          { size, token: input['NextToken'] as string | undefined },
          () => new AwsError('InvalidNextTokenException', 'The pagination token is invalid.'),
        );
        return {
          FormatVersion: 'aws_v1',
          PriceList: page.items.map(priceListItem),
          ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
        };
      },
    },
  });
}

/** All filters must hold; a product without the field passes none. */
function filtersOf(input: JsonInput): readonly ((p: Product) => boolean)[] {
  const given = Array.isArray(input['Filters']) ? (input['Filters'] as JsonInput[]) : [];
  return given.map((filter) => {
    const [type, field, want] = ['Type', 'Field', 'Value'].map((key) => filter[key]);
    if (typeof type !== 'string' || typeof field !== 'string' || typeof want !== 'string')
      throw invalid('A filter must contain Type, Field and Value.');
    const test = Object.hasOwn(TESTS, type) ? TESTS[type] : undefined;
    if (!test) throw invalid(`${type} is not a type of filter.`);
    const name = field === 'ServiceCode' ? 'servicecode' : field;
    return (p) => {
      const have =
        name === 'productFamily'
          ? p.family
          : Object.entries(p.attributes).find(([key]) => key === name)?.[1];
      return have !== undefined && test(have, want);
    };
  });
}
