import { at, isDraft } from '../draft.ts';

/** A label selector in its text form. */
export function selectorText(selector: unknown): string {
  if (!isDraft(selector)) return '';
  const labels = at(selector, 'matchLabels');
  const plain = !('matchLabels' in selector) && !('matchExpressions' in selector);
  const equal = Object.entries(isDraft(labels) ? labels : plain ? selector : {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${String(value)}`);
  const expressions = at(selector, 'matchExpressions');
  const others = (Array.isArray(expressions) ? expressions : []).filter(isDraft).map((e) => {
    const key = String(e['key']);
    const values = Array.isArray(e['values']) ? e['values'].join(',') : '';
    switch (e['operator']) {
      case 'In':
        return `${key} in (${values})`;
      case 'NotIn':
        return `${key} notin (${values})`;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...equal, ...others].join(',');
}
