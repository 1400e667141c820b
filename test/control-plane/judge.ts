import { readBody, type HttpRequest, type HttpTransport } from '../../src/model/index.ts';

export interface Refusal {
  readonly call: string;
  readonly status: number;
  readonly message: string;
}
export interface Judge {
  readonly transport: HttpTransport;
  /** Writes that the strict dry run refused although the write itself went through. */
  readonly refusals: readonly Refusal[];
  /** What the server warned of; each text once. */
  readonly warnings: ReadonlySet<string>;
  /** Calls that were judged: `PATCH /apis/apps/v1/namespaces/app/deployments/web`. */
  readonly judged: ReadonlySet<string>;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Questions that travel as a POST. */
const QUESTION = /^\/apis\/(authorization|authentication)\.k8s\.io\//;

/**
 * Sends every write of the tool twice: first `dryRun=All` with `fieldValidation=Strict`, which says
 * what the API server thinks of it to the letter, then as it is.
 */
export function judging(transport: HttpTransport): Judge {
  const refusals: Refusal[] = [];
  const warnings = new Set<string>();
  const judged = new Set<string>();
  return {
    refusals,
    warnings,
    judged,
    async transport(request) {
      if (!WRITES.has(request.method) || QUESTION.test(request.path)) return transport(request);
      const call = `${request.method} ${request.path.split('?')[0] ?? ''}`;
      const verdict = await transport(dry(request));
      const text = Buffer.from(await readBody(verdict)).toString('utf8');
      if (verdict.headers['warning']) warnings.add(verdict.headers['warning']);
      const response = await transport(request);
      judged.add(call);
      // What both refuse (a budget, a lost race) is the tool's to deal with.
      if (verdict.status >= 400 && response.status < 400)
        refusals.push({ call, status: verdict.status, message: text.slice(0, 500) });
      return response;
    },
  };
}

function dry(request: HttpRequest): HttpRequest {
  if (request.method === 'DELETE') {
    // Options in the body make the server ignore those of the query: there a dry run would delete.
    const options = JSON.parse(Buffer.from(request.body).toString('utf8')) as object;
    return { ...request, body: Buffer.from(JSON.stringify({ ...options, dryRun: ['All'] })) };
  }
  const glue = request.path.includes('?') ? '&' : '?';
  return { ...request, path: `${request.path}${glue}dryRun=All&fieldValidation=Strict` };
}
