import { UserError } from '../../errors/index.ts';

/** What money is shown in. All reckoning is in US dollars, as AWS bills. */
export interface Currency {
  readonly code: string;
  /** Units of it for one dollar. */
  readonly perUsd: number;
}
export const USD: Currency = { code: 'USD', perUsd: 1 };

/** `--currency KRW --rate 1390`: one needs the other, since no rate is known here. */
export function parseCurrency(code: string | undefined, rate: string | undefined): Currency {
  if (code === undefined && rate === undefined) return USD;
  const bad = (message: string): Error =>
    UserError({ code: 'BAD_CURRENCY', message, remedy: 'Give both: --currency KRW --rate 1390.' });
  if (code === undefined) throw bad(`--rate ${rate} is given without --currency.`);
  const upper = code.toUpperCase();
  if (!Intl.supportedValuesOf('currency').includes(upper))
    throw bad(`--currency ${code} is no ISO 4217 code such as KRW or EUR.`);
  if (upper === 'USD' && rate === undefined) return USD;
  const perUsd = Number(rate ?? NaN);
  if (!(Number.isFinite(perUsd) && perUsd > 0))
    throw bad(
      rate === undefined
        ? `--currency ${upper} needs a rate: prices are in US dollars and no rate is known here.`
        : `--rate ${rate} is no number above 0.`,
    );
  return { code: upper, perUsd };
}

/** `62.16`, `86,402`, or `?` where nobody knows. */
export function amount(usd: number | null, currency: Currency = USD): string {
  if (usd === null) return '?';
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.code,
  }).resolvedOptions();
  const value = usd * currency.perUsd;
  return currency.code === 'USD'
    ? value.toFixed(2)
    : new Intl.NumberFormat('en-US', {
        minimumFractionDigits: maximumFractionDigits,
        maximumFractionDigits,
      }).format(value);
}
