/** Elements written at once. */
const BATCH = 500;

/**
 * The text of `JSON.stringify(value, null, 2)` and a line end, in pieces: the findings of a large
 * cluster as one text take more memory than all else about them.
 */
export function* jsonPieces(value: object): Generator<string> {
  let before = '{';
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const name = `${before}\n  ${JSON.stringify(key)}: `;
    before = ',';
    if (Array.isArray(field) && field.length > 0) yield* elements(name, field as unknown[]);
    else yield `${name}${inside(JSON.stringify(field, null, 2))}`;
  }
  yield before === '{' ? '{}\n' : '\n}\n';
}

function* elements(name: string, list: readonly unknown[]): Generator<string> {
  for (let from = 0; from < list.length; from += BATCH) {
    const text = JSON.stringify(list.slice(from, from + BATCH), null, 2);
    // Without the list's own brackets.
    yield `${from === 0 ? `${name}[` : ','}${inside(text.slice(1, -2))}`;
  }
  yield '\n  ]';
}

/** One level further in; the only line ends in JSON are those between its lines. */
const inside = (text: string): string => text.replaceAll('\n', '\n  ');
