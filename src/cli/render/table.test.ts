import { describe, expect, it } from 'vitest';
import { table } from './table.ts';

describe('a table', () => {
  it('keeps its columns in line over as many rows as there are', () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => [`${i}`, i === 777 ? '가나다라마' : 'x', 'end']); // prettier-ignore
    const lines = table([{ head: 'N', align: 'right' }, { head: 'WORD' }, { head: 'LAST' }], rows).trimEnd().split('\n'); // prettier-ignore
    expect(lines).toHaveLength(1_001);
    expect(lines[0]).toBe('  N  WORD        LAST');
    expect(lines[1]).toBe('  0  x           end');
    expect(lines[778]).toBe('777  가나다라마  end');
    expect(lines[1_000]).toBe('999  x           end');
  });

  it('wraps a column that has a width, and cuts no other', () => {
    const long = 'a'.repeat(200);
    expect(table([{ head: 'A' }, { head: 'B', width: 5 }], [[long, 'one two']])).toBe(
      `A${' '.repeat(199)}  B\n${long}  one\n${' '.repeat(200)}  two\n`,
    );
  });

  it('is its head where it has no rows', () => {
    expect(table([{ head: 'NAME' }, { head: 'READY' }], [])).toBe('NAME  READY\n');
  });
});
