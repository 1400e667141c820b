import { UserError } from '../errors/index.ts';
import { parseDecimal, text } from '../model/index.ts';

/** The number that a flag gives; anything else, and one out of bounds, is an error. */
export function numberOf(
  flag: string,
  written: string,
  bounds: { readonly above: number; readonly most: number },
): number {
  const n = parseDecimal(written);
  if (n > bounds.above && n <= bounds.most) return n;
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      `${flag} is "${written}", wanted a number above ${bounds.above} and up to ${bounds.most}.`,
      `${flag}가 "${written}"입니다. ${bounds.above}보다 크고 ${bounds.most} 이하인 수여야 합니다.`,
    ),
    remedy: text(`Leave ${flag} out for its default.`, `${flag}를 빼면 기본값을 씁니다.`),
  });
}
