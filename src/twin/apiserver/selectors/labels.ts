import type { KubeObject } from '../../../model/index.ts';
import { badRequest } from '../status-error.ts';

export type Labels = Readonly<Record<string, string>>;
export type LabelTest = (labels: Labels) => boolean;

const KEY =
  /^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/**
 * The text form of label selectors: `a=b,c!=d,e in (x,y),f notin (z),g,!h,i>1`.
 * @source https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api (read 2026-11-23)
 */
export function parseLabelSelector(text: string): LabelTest {
  const tests = splitTerms(text).map((term) => parseTerm(text, term));
  return (labels) => tests.every((test) => test(labels));
}

export const labelsOf = (object: KubeObject): Labels => object.metadata.labels ?? {};

/** Splits at commas outside parentheses. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let depth = 0;
  let term = '';
  for (const c of text) {
    if (c === '(') depth += 1;
    if (c === ')') depth -= 1;
    if (c === ',' && depth === 0) {
      terms.push(term.trim());
      term = '';
    } else term += c;
  }
  terms.push(term.trim());
  return terms.filter((t, i) => t !== '' || (i > 0 && terms.length > 1));
}

function parseTerm(whole: string, term: string): LabelTest {
  const fail = (why: string): never => {
    throw badRequest(`unable to parse requirement: ${why} in "${whole}"`);
  };
  const keyOf = (key: string): string => (KEY.test(key) ? key : fail(`invalid label key "${key}"`));
  const valueOf = (value: string): string =>
    VALUE.test(value) ? value : fail(`invalid label value "${value}"`);

  if (term.startsWith('!')) {
    const key = keyOf(term.slice(1).trim());
    return (labels) => !Object.hasOwn(labels, key);
  }
  const set = /^(\S+)\s+(in|notin)\s*\((.*)\)$/.exec(term);
  if (set) {
    const key = keyOf(set[1] as string);
    const values = new Set((set[3] as string).split(',').map((v) => valueOf(v.trim())));
    return set[2] === 'in'
      ? (labels) => Object.hasOwn(labels, key) && values.has(labels[key] as string)
      : (labels) => !Object.hasOwn(labels, key) || !values.has(labels[key] as string);
  }
  const compare = /^([^=!<>\s]+)\s*(==|=|!=|>|<)\s*(.*)$/.exec(term);
  if (compare) {
    const key = keyOf(compare[1] as string);
    const value = valueOf((compare[3] as string).trim());
    switch (compare[2]) {
      case '!=':
        return (labels) => !Object.hasOwn(labels, key) || labels[key] !== value;
      case '>':
        return (labels) => Object.hasOwn(labels, key) && Number(labels[key]) > Number(value);
      case '<':
        return (labels) => Object.hasOwn(labels, key) && Number(labels[key]) < Number(value);
      default:
        return (labels) => Object.hasOwn(labels, key) && labels[key] === value;
    }
  }
  const key = keyOf(term);
  return (labels) => Object.hasOwn(labels, key);
}
