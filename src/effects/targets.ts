import type { ObjectRef } from '../model/index.ts';
import type { FieldSetting, Target } from './effect.ts';

const plural = (ref: ObjectRef): string => {
  const kind = ref.kind.toLowerCase();
  if (/(?:s|x|ch)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
};

/** `deployments/app/web`: how effects name an object to a reader. */
export const pathOf = (ref: ObjectRef): string =>
  `${plural(ref)}/${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;

/** `spec.template.spec.containers[name=web].args` */
export const pathText = (path: FieldSetting['path']): string =>
  path.map(partText).join('.').replaceAll('.[', '[');
const partText = (part: FieldSetting['path'][number]): string =>
  typeof part === 'string'
    ? part
    : `[${Object.entries(part)
        .map(([k, v]) => `${k}=${v}`)
        .join(',')}]`;

/** The group without its version: a later version names the same object. */
export const objectTarget = (ref: ObjectRef): Target => [
  'kubernetes',
  ref.apiVersion.includes('/') ? (ref.apiVersion.split('/')[0] ?? '') : '',
  ref.kind,
  ref.namespace ?? '',
  ref.name,
];
export const fieldTarget = (ref: ObjectRef, path: FieldSetting['path']): Target => [
  ...objectTarget(ref),
  ...path.map(partText),
];

/** Whether a target of one is, holds or lies in a target of the other. */
export const meets = (a: readonly Target[], b: readonly Target[]): boolean =>
  a.some((x) => b.some((y) => begins(x, y) || begins(y, x)));
const begins = (long: Target, short: Target): boolean => short.every((word, i) => word === long[i]);
