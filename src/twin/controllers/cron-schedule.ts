/** The five fields of a cron line, each the set of values that fit. */
export interface Schedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Day of month and day of week both restricted: either will do. */
  readonly eitherDay: boolean;
  /** `Asia/Seoul`; without it UTC. */
  readonly zone?: string;
}

const MACROS: Readonly<Record<string, string>> = { '@hourly': '0 * * * *', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@weekly': '0 0 * * 0', '@monthly': '0 0 1 * *', '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *' }; // prettier-ignore
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Undefined when it is not a cron line. @source https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax (read 2026-11-23) */
export function parseSchedule(line: string): Schedule | undefined {
  const parts = (MACROS[line.trim()] ?? line).trim().split(/\s+/);
  if (parts.length !== 5) return undefined;
  const [m, h, d, mo, w] = parts as [string, string, string, string, string];
  const minutes = field(m, [0, 59]);
  const hours = field(h, [0, 23]);
  const days = field(d, [1, 31]);
  const months = field(mo, [1, 12], MONTHS);
  const weekdays = field(w, [0, 7], WEEKDAYS);
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  return {
    minutes,
    hours,
    days,
    months,
    weekdays,
    eitherDay: d !== '*' && d !== '?' && w !== '*' && w !== '?',
  };
}

function field(
  text: string,
  [min, max]: readonly [number, number],
  names: readonly string[] = [],
): Set<number> | undefined {
  const values = new Set<number>();
  const number = (s: string): number => {
    const named = names.indexOf(s.toLowerCase());
    return named >= 0 ? named + min : /^\d+$/.test(s) ? Number(s) : Number.NaN;
  };
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    let [from, to] = [min, max];
    if (range !== '*' && range !== '?') {
      const [a = '', b] = range.split('-');
      from = number(a);
      to = b === undefined ? (stepText === undefined ? from : max) : number(b);
    }
    if (!(from >= min && to <= max && from <= to && step >= 1)) return undefined;
    for (let v = from; v <= to; v += step) values.add(v);
  }
  return values;
}

const MINUTE_MS = 60_000;
const HORIZON_MINUTES = 366 * 24 * 60;

/** The next time after `after` (UTC milliseconds) that fits; undefined when none does within a year. */
export function nextAfter(schedule: Schedule, after: number): number | undefined {
  // The zone's wall clock is read as if it were UTC.
  const shift = offsetOf(schedule.zone, after);
  let at = Math.floor((after + shift) / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  for (let i = 0; i < HORIZON_MINUTES; i += 1) {
    if (fits(schedule, new Date(at))) return at - offsetOf(schedule.zone, at - shift);
    at += MINUTE_MS;
  }
  return undefined;
}

/** How far a zone's wall clock is ahead of UTC, in milliseconds; 0 for a zone that nobody knows. */
function offsetOf(zone: string | undefined, at: number): number {
  if (zone === undefined) return 0;
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
    const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
    return sign === '-' ? -ahead : ahead;
  } catch {
    return 0;
  }
}

function fits(s: Schedule, t: Date): boolean {
  if (
    !s.minutes.has(t.getUTCMinutes()) ||
    !s.hours.has(t.getUTCHours()) ||
    !s.months.has(t.getUTCMonth() + 1)
  )
    return false;
  const day = s.days.has(t.getUTCDate());
  const weekday = s.weekdays.has(t.getUTCDay());
  return s.eitherDay ? day || weekday : day && weekday;
}
