import { CloudError, UserError } from '../errors/index.ts';
import { text } from '../model/index.ts';
import type { Prometheus } from '../ports/index.ts';

/** A range query over days of many containers may take Prometheus a while. */
const TIMEOUT_MS = 120_000;

/**
 * Prometheus over HTTP. `user:password` in the address is sent as basic authorization and never shown.
 * @source https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries (read 2026-11-25)
 */
export function prometheusAdapter(address: string): Prometheus {
  const { url, headers } = addressOf(address);
  const shown = url.href.replace(/\/$/, '');
  const failed = (why: string, status: number | null, cause?: unknown): Error =>
    CloudError({
      code: 'PROMETHEUS_NO_ANSWER',
      message: text(
        `Prometheus at ${shown} gave no answer to a range query: ${why}.`,
        `${shown}의 Prometheus가 범위 쿼리에 답하지 않았습니다: ${why}.`,
      ),
      remedy: text(
        'Reach it first, then ask again: kubectl port-forward -n monitoring svc/prometheus-server 9090:80, then --usage prometheus=http://localhost:9090.',
        '먼저 닿게 한 뒤 다시 물으십시오: kubectl port-forward -n monitoring svc/prometheus-server 9090:80, 그다음 --usage prometheus=http://localhost:9090.',
      ),
      call: {
        service: 'prometheus',
        operation: 'query_range',
        status,
        reason: why,
        retryable: false,
        requestId: null,
      },
      ...(cause === undefined ? {} : { cause }),
    });
  return {
    async queryRange(query, range, o = {}) {
      const body = new URLSearchParams({
        query,
        start: String(range.fromSeconds),
        end: String(range.toSeconds),
        step: String(range.stepSeconds),
      });
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      let answer: Response;
      let content: string;
      try {
        // POST: a query may be longer than an address can be.
        answer = await fetch(`${shown}/api/v1/query_range`, {
          method: 'POST',
          body,
          headers,
          signal: o.signal ? AbortSignal.any([o.signal, limit]) : limit,
        });
        content = await answer.text();
      } catch (error) {
        const { cause } = error as { cause?: { message?: string; code?: string } };
        throw failed(cause?.code ?? cause?.message ?? (error as Error).message, null, error);
      }
      if (!isAnswer(content))
        throw failed(`HTTP ${answer.status}, and what came is not Prometheus’ JSON`, answer.status);
      return content;
    },
  };
}

function isAnswer(content: string): boolean {
  try {
    const json: unknown = JSON.parse(content);
    return typeof json === 'object' && json !== null && 'status' in json;
  } catch {
    return false;
  }
}

function addressOf(address: string): {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
} {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        `--usage prometheus=${url ? `${url.protocol}//…` : address}: wanted an http or https address.`,
        `--usage prometheus=${url ? `${url.protocol}//…` : address}: http나 https 주소여야 합니다.`,
      ),
      remedy: text(
        'As in --usage prometheus=http://localhost:9090.',
        '예: --usage prometheus=http://localhost:9090.',
      ),
    });
  const { username, password } = url;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  if (username === '' && password === '') return { url, headers: {} };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}
