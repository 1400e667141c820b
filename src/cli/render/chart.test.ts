import { describe, expect, it } from 'vitest';
import { bar, plot } from './chart.ts';

describe('a bar', () => {
  it('grows by eighths of a column, and is never nothing for something', () => {
    expect(bar(10, 10, 4)).toBe('████');
    expect(bar(5, 10, 3)).toBe('█▌');
    expect(bar(0.001, 10, 4)).toBe('▏');
    expect(bar(0, 10, 4)).toBe('');
  });
});

describe('a plot', () => {
  it('has its highest point in the first line and its lowest in the last', () => {
    const lines = plot(
      [
        { x: 0, y: 10, mark: '○' },
        { x: 2, y: 0 },
      ],
      { width: 5, height: 3, label: (y) => y.toFixed(0) },
    ).split('\n');
    expect(lines).toEqual(['10 ┤○', ' 5 ┤', ' 0 ┤    ●', '   └─────']);
  });

  it('of one value is one line', () => {
    expect(plot([{ x: 1, y: 3 }], { width: 3, height: 2, label: String })).toBe(
      '3 ┤\n3 ┤●\n  └───',
    );
  });
});
