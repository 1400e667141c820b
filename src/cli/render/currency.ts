import { UserError } from '../../errors/index.ts';
import { parseDecimal, text, type Text } from '../../model/index.ts';
import type { Io } from '../io.ts';

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
  const bad = (message: Text): Error =>
    UserError({
      code: 'BAD_CURRENCY',
      message,
      remedy: text('Give both: --currency KRW --rate 1390.', '둘 다 지정하십시오: --currency KRW --rate 1390.'), // prettier-ignore
    });
  if (code === undefined)
    throw bad(
      text(
        `--rate ${rate ?? ''} is given without --currency.`,
        `--currency 없이 --rate ${rate ?? ''}만 주어졌습니다.`,
      ),
    );
  const upper = code.toUpperCase();
  if (!Intl.supportedValuesOf('currency').includes(upper))
    throw bad(
      text(
        `--currency ${code} is no ISO 4217 code such as KRW or EUR.`,
        `--currency ${code}는 KRW, EUR 같은 ISO 4217 코드가 아닙니다.`,
      ),
    );
  if (upper === 'USD' && rate === undefined) return USD;
  const perUsd = parseDecimal(rate ?? '');
  if (!(Number.isFinite(perUsd) && perUsd > 0))
    throw bad(
      rate === undefined
        ? text(
            `--currency ${upper} needs a rate: prices are in US dollars and no rate is known here.`,
            `--currency ${upper}에는 환율이 필요합니다. 가격은 미국 달러이고 환율을 모릅니다.`,
          )
        : text(`--rate ${rate} is no number above 0.`, `--rate ${rate}는 0보다 큰 수가 아닙니다.`),
    );
  if (upper === 'USD' && perUsd !== 1)
    throw bad(
      text(
        `--rate ${rate ?? ''} is given for USD, in which the prices are: it can only be 1.`,
        `USD에 --rate ${rate ?? ''}가 주어졌습니다. 가격이 이미 USD이므로 1이어야 합니다.`,
      ),
    );
  return { code: upper, perUsd };
}

/** Reasons are sentences with figures in dollars: said where a page shows another currency. */
export const dollarsText = (currency: Currency, io: Io): readonly string[] =>
  currency.code === 'USD'
    ? []
    : [
        io.lang === 'ko'
          ? `  $로 적은 금액은 미국 달러입니다. 1달러 = ${currency.perUsd} ${currency.code}(주어진 값).`
          : `  Amounts with $ are US dollars; one is ${currency.perUsd} ${currency.code}, as given.`,
      ];

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
