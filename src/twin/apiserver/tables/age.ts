/**
 * How long, in the two largest units that still tell something: `45s`, `3m20s`, `5h`, `3d4h`, `2y10d`.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/util/duration/duration.go (read 2026-11-23)
 */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return `${minutes}m${rest(seconds % 60, 's')}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return `${hours}h${rest(minutes % 60, 'm')}`;
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return `${days}d${rest(hours % 24, 'h')}`;
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (hours < 24 * 365 * 8) return `${years}y${rest(days % 365, 'd')}`;
  return `${years}y`;
}

const rest = (n: number, unit: string): string => (n === 0 ? '' : `${n}${unit}`);

/** The age of a time as tables show it. */
export function ageOf(time: unknown, nowMs: number): string {
  if (typeof time !== 'string') return '<unknown>';
  return humanDuration(nowMs - Date.parse(time));
}
