const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};
const escape = (text: string): string => text.replace(/[&<>"\r]/g, (c) => escapes[c] ?? c);

/**
 * Writes a value as the XML of AWS' query protocols: object keys are element names, arrays wrap
 * their elements in `itemTag` (`item` for EC2, `member` elsewhere), `undefined` is left out.
 */
export function toXml(name: string, value: unknown, itemTag: string): string {
  if (value === undefined) return '';
  if (value === null) return `<${name}/>`;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => toXml(itemTag, item, itemTag)).join('');
    return `<${name}>${items}</${name}>`;
  }
  if (value instanceof Date) return `<${name}>${value.toISOString()}</${name}>`;
  if (typeof value === 'object') {
    const inner = Object.entries(value)
      .map(([key, child]) => toXml(key, child, itemTag))
      .join('');
    return `<${name}>${inner}</${name}>`;
  }
  return `<${name}>${escape(String(value))}</${name}>`;
}
