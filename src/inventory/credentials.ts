/** What stands where a secret-looking value stood. */
export const REDACTED = '<redacted>';

/** Words that announce a credential, as parts of the names of flags, variables and fields. */
const WORD = String.raw`passw(?:or)?d|passphrase|passwd|secret|token|api[-_]?key|credential|private[-_]?key|access[-_]?key|signing[-_]?key|encryption[-_]?key|connection[-_]?string|requirepass|masterauth|signature`;
const TELLING = String.raw`[\w.-]*(?:${WORD})[\w.-]*|(?:[\w.-]*[_.-])?(?:pass|pwd|dsn|sig)`;

/** Anywhere in a text, since `sh -c` takes whole scripts: `PASSWORD=x`, `--set=a.token=x`, `?token=x`. */
const ASSIGNMENT = new RegExp(
  String.raw`((?:^|[\s;&?,="'(])(?:${TELLING})=)(?!\$[({\w]|<redacted>)(?:"[^"]*"|'[^']*'|[^\s;&"',)]+)`,
  'gi',
);
/** `password: x` and `"password": "x"`, as in settings written into an argument or annotation. */
const FIELD = new RegExp(
  String.raw`((?:^|[\s{,"'\\])(?:${TELLING})\\?["']?\s*:\s*)(?!<redacted>)(?:\\?"(?:[^"\\]|\\[^"])*\\?"|'[^']*'|[^\s,;{}\[\]"'\\]+)`,
  'gim',
);
/** `--password x` inside a script. */
const FLAG_IN_SCRIPT = new RegExp(
  String.raw`((?:^|[\s;&"'])--?(?:${TELLING})[ \t]+)(?!-|<redacted>|\$)(?:"[^"]*"|'[^']*'|[^\s;&"']+)`,
  'gi',
);
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)(?!<redacted>@)[^\s@/"']+@/gi;
/** `user:x@tcp(host)` of MySQL drivers. */
const DSN = /((?:^|[\s"'=])[\w.-]+:)(?!<redacted>@)[^\s@/"':]+(@(?:tcp|unix)?\()/gi;
/** `Authorization: Bearer x` in any text. */
const BEARER = /\b((?:bearer|basic|apikey)[ \t]+)(?!<redacted>)[A-Za-z0-9._~+/=-]{6,}/gi;
/** `curl -u user:x`. */
const USER = /((?:^|[\s"'])(?:-u|--user)[ =]["']?[\w.@-]+:)(?!<redacted>)[^\s"']+/g;
/** Credentials that show by their own form: private keys, JSON web tokens, keys of well-known services. */
const SHAPES =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bglpat-[\w-]{16,}|\bsk_live_[A-Za-z0-9]{16,}/g;
/** A short look first: nearly all strings have none of these. */
const PERHAPS_SHAPE = /PRIVATE KEY|eyJ|AKIA|ASIA|gh[pousr]_|xox|glpat-|sk_live_/;

/** Any string of an object: passwords in addresses, and credentials known by their form. */
export function maskCredentials(value: string): string {
  if (value.length < 8) return value;
  const masked =
    value.includes('@') && value.includes('://')
      ? value.replace(URL_PASSWORD, `$1${REDACTED}@`)
      : value;
  return PERHAPS_SHAPE.test(masked) ? masked.replace(SHAPES, REDACTED) : masked;
}

/** A text in which people write commands or settings: what is announced as a credential goes as well. */
export function maskText(value: string): string {
  const masked = maskCredentials(value);
  if (!/[=:@ ]/.test(masked)) return masked;
  return masked
    .replace(BEARER, `$1${REDACTED}`)
    .replace(FIELD, `$1${REDACTED}`)
    .replace(ASSIGNMENT, `$1${REDACTED}`)
    .replace(FLAG_IN_SCRIPT, `$1${REDACTED}`)
    .replace(DSN, `$1${REDACTED}$2`)
    .replace(USER, `$1${REDACTED}`);
}

const TELLING_FLAG = new RegExp(`^--?(?:${TELLING})$`, 'i');
/** An argument that follows another: the value of `--token`, of `-u`, of `-H`. */
export function maskAfter(before: string, argument: string): string {
  if (TELLING_FLAG.test(before) && argument !== '' && !argument.startsWith('-')) return REDACTED;
  if (before === '-u' || before === '--user')
    return argument.replace(/^([^:]+:)(?!<redacted>$).+$/, `$1${REDACTED}`);
  return maskText(argument);
}

/** Corefiles and Fluent Bit settings hold credentials of plugins and outputs, a line each. */
export const maskLines = (value: string): string => value.replace(SECRET_LINE, `$1 ${REDACTED}`);
const SECRET_LINE =
  /^([ \t]*(?:aws_access_key|[\w.]*(?:passwd|password|secret|token|api_?key)\w*))[ \t]+\S.*$/gim;

const TELLING_KEY =
  /(?:passw(?:or)?d|passwd|passphrase|private-?key|secret-?key|secret-?access-?key|api-?key|access-?key|access-?token|auth-?token|bearer-?token|client-?secret|token|connection-?string|dsn|pwd|pass)$/i;
const telling = new Map<string, boolean>();
/**
 * Whether a string under this name is a credential. Remembered per name: a dump has millions of
 * fields and a few hundred names.
 */
export function isTelling(key: string): boolean {
  let known = telling.get(key);
  if (known === undefined) {
    known = TELLING_KEY.test(key.replaceAll('_', '-'));
    if (telling.size < 10_000) telling.set(key, known);
  }
  return known;
}
