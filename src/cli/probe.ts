import { UserError } from '../errors/index.ts';
import { text, type Plan } from '../model/index.ts';
import { clean } from './errors.ts';
import type { Io } from './io.ts';
import type { RequestProbe, Session } from './session.ts';

export interface ProbeFlags {
  readonly probe?: readonly string[];
  readonly probeEvery?: string;
}

const DEFAULT_EVERY_MS = 1_000;
const TIMEOUT_MS = 5_000;

/** What `--probe URL` asks all through a run; undefined without. Each must answer before anything is changed. */
export async function openProbe(
  flags: ProbeFlags,
  io: Io,
): Promise<(() => RequestProbe) | undefined> {
  const everyMs = paceOf(flags.probeEvery);
  const urls = (flags.probe ?? []).map(urlOf);
  if (urls.length === 0) return undefined;
  const { askOnce, HttpProbe, shownUrl } = await import('../adapters/http-probe.ts');
  for (const url of urls) {
    const failure = await askOnce(url, TIMEOUT_MS);
    if (failure !== undefined) throw unanswered(shownUrl(url), failure);
  }
  return () =>
    new HttpProbe({
      urls,
      everyMs,
      timeoutMs: TIMEOUT_MS,
      onTurn: (url, why) => io.err(`${turnText(url, why, io)}\n`),
    }).start();
}

/** The plan's own probe pod asks DNS all through a run; together with what asks URLs, if anything does. */
export async function withDns(
  probe: Session['probe'],
  o: { readonly world: Session['world']; readonly plan: Plan; readonly io: Io },
): Promise<Session['probe']> {
  const { DnsWatch } = await import('../execute/index.ts');
  const { kube, aws, clock } = o.world;
  return (workloads) => {
    const onTurn = (name: string, why: string | undefined): void =>
      o.io.err(`${turnText(`DNS ${clean(name)}`, why === undefined ? why : clean(why), o.io)}\n`);
    const dns = DnsWatch.start({ ports: { kube, aws }, clock, plan: o.plan, onTurn });
    const urls = probe?.(workloads);
    return {
      report: () => [...(urls?.report() ?? []), ...(dns?.report() ?? [])],
      stop: async () => {
        await Promise.all([urls?.stop(), dns?.stop()]);
      },
    };
  };
}

const turnText = (url: string, why: string | undefined, io: Io): string => {
  if (why === undefined) return io.lang === 'ko' ? `${url}: 다시 응답합니다` : `${url} answers again`; // prettier-ignore
  return io.lang === 'ko' ? `${url}: 응답하지 않습니다(${why})` : `${url} does not answer (${why})`;
};

function paceOf(given: string | undefined): number {
  const everyMs = Number(given ?? DEFAULT_EVERY_MS);
  if (Number.isInteger(everyMs) && everyMs >= 100 && everyMs <= 60_000) return everyMs;
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      `--probe-every is "${given ?? ''}", wanted whole milliseconds from 100 to 60000.`,
      `--probe-every의 값이 "${given ?? ''}"입니다. 100부터 60000까지의 정수(밀리초)를 주십시오.`,
    ),
    remedy: text('Leave it out for 1000.', '생략하면 1000입니다.'),
  });
}

function urlOf(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const plain = url !== undefined && url.username === '' && url.password === '';
  if (plain && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      '--probe wants an http or https URL without a name or password in it.',
      '--probe에는 이름이나 암호가 없는 http 또는 https URL을 주십시오.',
    ),
    remedy: text(
      'For example: --probe https://shop.example.com/healthz.',
      '예: --probe https://shop.example.com/healthz',
    ),
  });
}

const unanswered = (url: string, why: string) =>
  UserError({
    code: 'PROBE_UNANSWERED',
    message: text(
      `${url} does not answer now (${why}): asking it could not show what the run does to it. Nothing was changed.`,
      `${url}이(가) 지금 응답하지 않습니다(${why}). 물어보아도 실행의 영향을 알 수 없습니다. 아무것도 바꾸지 않았습니다.`,
    ),
    remedy: text(
      `See what it says: curl -i ${url}; then run again, or leave it out.`,
      `무엇이라 하는지 본 뒤(curl -i ${url}) 다시 실행하거나 빼십시오.`,
    ),
  });
