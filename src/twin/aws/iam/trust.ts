/** The little of IAM's policy language that trust policies of service roles use. */

type Document = { readonly Statement?: unknown };
interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const asList = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

/** `*` and `?` as IAM means them. */
const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

const tests: Readonly<Record<string, (want: string, have: string) => boolean>> = {
  StringEquals: (want, have) => want === have,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
};

function conditionsHold(
  condition: Statement['Condition'],
  facts: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) => {
    const test = tests[operator];
    return Object.entries(keys).every(([key, values]) => {
      const have = facts[key.toLowerCase()];
      // An operator or key that is not known here never holds: a denied launch is seen, a false one is not.
      return (
        test !== undefined &&
        have !== undefined &&
        asList(values).some((want) => test(String(want), have))
      );
    });
  });
}

/** Whether a trust policy lets this service assume the role for this source. Explicit denials win. */
export function trusts(
  policy: unknown,
  service: string,
  source: { readonly arn: string; readonly account: string },
): boolean {
  const facts = { 'aws:sourcearn': source.arn, 'aws:sourceaccount': source.account };
  const applying = asList((policy as Document | null)?.Statement).filter((raw) => {
    const statement = raw as Statement;
    const principal = statement.Principal;
    const services =
      principal === '*' ? ['*'] : asList((principal as { Service?: unknown } | undefined)?.Service);
    const actions = asList(statement.Action).map(String);
    return (
      services.some((s) => s === '*' || s === service) &&
      actions.some((a) => like(a.toLowerCase(), 'sts:assumerole')) &&
      conditionsHold(statement.Condition, facts)
    );
  }) as readonly Statement[];
  return applying.some((s) => s.Effect === 'Allow') && !applying.some((s) => s.Effect === 'Deny');
}

/** The trust policy that lets one service principal assume a role. */
export const trustFor = (service: string): unknown => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});
