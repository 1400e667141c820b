import { UserError } from '../../errors/index.ts';
import { text, verbatim, type FargateSelector } from '../../model/index.ts';
import type { Text } from '../lang.ts';

/** A profile as flags or a file name it; what is left out is taken from the cluster. */
export interface Wanted {
  readonly name: string;
  readonly selectors: readonly FargateSelector[];
  readonly subnetIds: readonly string[] | null;
  /** A role's name or ARN. */
  readonly role: string | null;
}

/** `app`, `app:tier=front,team=shop`. */
export function parseSelector(given: string): FargateSelector {
  const colon = given.indexOf(':');
  const namespace = (colon < 0 ? given : given.slice(0, colon)).trim();
  const pairs = colon < 0 ? [] : given.slice(colon + 1).split(',');
  const labels = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw badSelector(given);
    return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as const;
  });
  if (namespace === '') throw badSelector(given);
  return { namespace, ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }) };
}

const badSelector = (given: string) =>
  UserError({
    code: 'BAD_FLAG',
    message: text(
      `--selector is "${given}", wanted NAMESPACE or NAMESPACE:key=value,key=value.`,
      `--selector의 값이 "${given}"입니다. NAMESPACE 또는 NAMESPACE:key=value,key=value 형식으로 주십시오.`,
    ),
    remedy: verbatim("--selector 'app:tier=front'"),
  });

export const commaList = (given: string): readonly string[] =>
  given
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '');

/** Keys by which people's files name the same thing: ours, `aws eks`', eksctl's. */
const KEYS = {
  name: ['name', 'fargateProfileName'],
  selectors: ['selectors'],
  subnets: ['subnets', 'subnetIds'],
  role: ['podExecutionRoleArn', 'podExecutionRoleARN', 'podExecutionRole'],
} as const;
/** What such files also say and what we take from elsewhere: the cluster's name, our own tags, AWS' answers. */
const PASSED_OVER = new Set(['clusterName', 'tags', 'clientRequestToken', 'fargateProfileArn', 'createdAt', 'status', 'health']); // prettier-ignore

/**
 * Profiles of a file: `fargatectl profiles plan -o json|yaml`, the input or output of `aws eks
 * create-fargate-profile` and `describe-fargate-profile`, the `fargateProfiles` of an eksctl
 * ClusterConfig, or a list or single profile of `name`, `selectors`, `subnets`, `podExecutionRoleArn`.
 */
export function wantedIn(document: unknown, file: string): readonly Wanted[] {
  const root = document as Readonly<Record<string, unknown>> | null;
  const listed = Array.isArray(document)
    ? (document as readonly unknown[])
    : root !== null && typeof root === 'object'
      ? ((root['profiles'] ?? root['fargateProfiles'] ?? [root['fargateProfile'] ?? root]) as unknown)
      : undefined; // prettier-ignore
  if (!Array.isArray(listed) || listed.length === 0)
    throw badFile(file, text('it holds no profile', '프로필이 없습니다'));
  return listed.map((p: unknown, i) => wantedOf(p, file, i));
}

function wantedOf(given: unknown, file: string, index: number): Wanted {
  const at = `[${index}]`;
  if (given === null || typeof given !== 'object' || Array.isArray(given))
    throw badFile(file, text(`${at} is no mapping`, `${at}이(가) 매핑이 아닙니다`));
  const object = given as Readonly<Record<string, unknown>>;
  const known = new Set<string>(Object.values(KEYS).flat());
  const stray = Object.keys(object).find((k) => !known.has(k) && !PASSED_OVER.has(k));
  if (stray !== undefined)
    throw badFile(file, text(`${at}.${stray} is unknown`, `${at}.${stray}은(는) 모르는 키입니다`));
  const find = (keys: readonly string[]): unknown => keys.map((k) => object[k]).find((v) => v !== undefined); // prettier-ignore
  const name = find(KEYS.name);
  const selectors = find(KEYS.selectors);
  const subnets = find(KEYS.subnets) ?? null;
  const role = find(KEYS.role) ?? null;
  if (typeof name !== 'string')
    throw badFile(file, text(`${at}.name is not a text`, `${at}.name이 문자열이 아닙니다`));
  if (!Array.isArray(selectors))
    throw badFile(file, text(`${at}.selectors is not a list`, `${at}.selectors가 목록이 아닙니다`));
  if (subnets !== null && !(Array.isArray(subnets) && subnets.every((s) => typeof s === 'string')))
    throw badFile(file, text(`${at}.subnets is not a list of subnet ids`, `${at}.subnets가 서브넷 ID 목록이 아닙니다`)); // prettier-ignore
  if (role !== null && typeof role !== 'string')
    throw badFile(file, text(`${at}: the role is not a text`, `${at}: 역할이 문자열이 아닙니다`));
  return {
    name,
    selectors: selectors.map((s: unknown, j) => selectorOf(s, file, `${at}.selectors[${j}]`)),
    subnetIds: subnets as readonly string[] | null,
    role,
  };
}

function selectorOf(given: unknown, file: string, at: string): FargateSelector {
  const { namespace, labels = {}, ...stray } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const pairs = Object.entries((labels ?? {}) as object);
  if (typeof namespace !== 'string' || pairs.some(([, v]) => typeof v !== 'string') || Object.keys(stray).length > 0)
    throw badFile(file, text(`${at} is not a namespace with labels`, `${at}이(가) 네임스페이스와 레이블이 아닙니다`));
  return { namespace, ...(pairs.length === 0 ? {} : { labels: Object.fromEntries(pairs) as Record<string, string> }) };
} // prettier-ignore

export const badFile = (file: string, why: Text, cause?: unknown) =>
  UserError({
    code: 'PROFILE_FILE_INVALID',
    message: text(
      `${file} does not say which profiles to make: ${why.en}.`,
      `${file}에서 만들 프로필을 읽을 수 없습니다: ${why.ko}.`,
    ),
    remedy: text(
      'Write name, selectors and, if wanted, subnets and podExecutionRoleArn; or make one: fargatectl profiles plan -o json > profiles.json.',
      'name과 selectors를, 필요하면 subnets와 podExecutionRoleArn을 쓰십시오. 만들기: fargatectl profiles plan -o json > profiles.json',
    ),
    ...(cause === undefined ? {} : { cause }),
  });
