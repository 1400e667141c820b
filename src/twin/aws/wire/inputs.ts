import type { AwsError } from '../errors.ts';

/**
 * What a service's requests must hold, by operation. Members of the path are not named: without
 * them the request is another one. The lists are those of AWS' published service models, and the
 * peer tests hold them against the models that botocore ships.
 */
export interface InputRules {
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Members that take one of a few words. */
  readonly oneOf?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** How this service refuses an absent member. */
  readonly missing: (member: string) => AwsError;
  /** How it refuses a word that is none of the member's own. */
  readonly wrong?: (member: string, value: string, words: readonly string[]) => AwsError;
}

/** Throws the service's own refusal. `valueOf` gives undefined for an absent member. */
export function checkInput(
  rules: InputRules,
  operation: string,
  valueOf: (member: string) => unknown,
): void {
  for (const member of rules.needs[operation] ?? [])
    if (valueOf(member) === undefined) throw rules.missing(member);
  for (const [member, words] of Object.entries(rules.oneOf?.[operation] ?? {})) {
    const value = valueOf(member);
    if (value !== undefined && rules.wrong && !words.includes(value as string))
      throw rules.wrong(member, String(value), words);
  }
}

/** The words of AWS' common service framework for an absent member and for a strange one. */
export const frameworkWords = {
  missing: (member: string): string =>
    `1 validation error detected: Value null at '${lowerFirst(member)}' failed to satisfy constraint: Member must not be null`,
  wrong: (member: string, value: string, words: readonly string[]): string =>
    `1 validation error detected: Value '${value}' at '${lowerFirst(member)}' failed to satisfy constraint: Member must satisfy enum value set: [${words.join(', ')}]`,
  outside: (member: string, value: number, from: number, to: number): string =>
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${value < from ? `greater than or equal to ${from}` : `less than or equal to ${to}`}`,
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
