import { AwsError } from './errors.ts';
import { jsonService, queryService, restJsonService, type AwsService } from './wire/protocols.ts';

export type Protocol = 'query' | 'json' | 'rest-json';

const refusal = (service: string): AwsError =>
  new AwsError('ServiceNotOffered', `The twin does not offer the service ${service}`);

/**
 * A service that the twin has no part for: every call is refused, in the protocol that its client
 * reads, so that the caller sees which service is missing and not an answer it can not parse.
 */
export function notOffered(service: string, protocol: Protocol): AwsService {
  const inner =
    protocol === 'query'
      ? queryService({ dialect: 'query', namespace: '', operations: {} })
      : protocol === 'json'
        ? jsonService({ operations: {} })
        : restJsonService({ routes: [], errorBody: (e) => ({ message: e.message }) });
  return {
    operations: [],
    refuse: inner.refuse,
    respond: async (_request, call) => inner.refuse(refusal(service), call.requestId),
  };
}
