import { describe, expect, it } from 'vitest';
import { nextAfter, parseSchedule } from './cron-schedule.ts';

const next = (line: string, after: string, zone?: string): string | undefined => {
  const parsed = parseSchedule(line);
  if (!parsed) return undefined;
  const at = nextAfter({ ...parsed, ...(zone === undefined ? {} : { zone }) }, Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a cron schedule', () => {
  it('is read in UTC when it names no zone', () => {
    expect(next('0 3 * * *', '2026-11-25T00:00:00Z')).toBe('2026-11-25T03:00:00.000Z');
  });

  it('follows the wall clock of its zone', () => {
    expect(next('0 3 * * *', '2026-11-25T00:00:00Z', 'Asia/Seoul')).toBe(
      '2026-11-25T18:00:00.000Z',
    );
    expect(next('30 9 * * *', '2026-07-01T12:00:00Z', 'America/New_York')).toBe('2026-07-01T13:30:00.000Z'); // prettier-ignore
  });

  it('takes a zone that nobody knows for UTC', () => {
    expect(next('0 3 * * *', '2026-11-25T00:00:00Z', 'Mars/Base')).toBe('2026-11-25T03:00:00.000Z');
  });
});
