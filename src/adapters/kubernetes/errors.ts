import { CloudError, type FargatectlError } from '../../errors/index.ts';

/** A Kubernetes `Status` body, as far as we read it. */
export interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly retryAfterSeconds?: number };
}

export const isRetryable = (status: number): boolean =>
  status === 429 || (status >= 500 && status !== 501);

/** An HTTP answer that is a failure, told with the call and what to do. */
export function statusError(call: string, status: number, body: Status): FargatectlError {
  const reason = body.reason ?? `HTTP ${status}`;
  return CloudError({
    code: `KUBERNETES_${reason.replace(/[^A-Za-z]+/g, '_').toUpperCase()}`,
    message: `Kubernetes refused ${call}: ${body.message ?? reason}`,
    remedy: remedyFor(status),
    call: {
      service: 'kubernetes',
      operation: call,
      status,
      reason,
      retryable: isRetryable(status),
      requestId: null,
    },
  });
}

function remedyFor(status: number): string {
  if (status === 401)
    return 'Get new credentials (aws sts get-caller-identity shows who you are), then try again.';
  if (status === 403)
    return 'Grant the permission that the message names; fargatectl doctor permissions prints what is needed.';
  if (status === 409) return 'Somebody changed the object at the same time; try again.';
  if (status === 422) return 'The API server finds the object invalid; the message says where.';
  if (isRetryable(status)) return 'The API server is busy or unwell; try again in a minute.';
  return 'kubectl with the same arguments shows the same answer.';
}

/** OpenSSL's words for a certificate that is not trusted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /CERT|CRL|SIGNATURE|ALTNAME|INVALID_CA|INVALID_PURPOSE|UNABLE_TO_VERIFY/;
const FOREIGN_CERTIFICATE = [
  'its certificate is not from the CA of the kubeconfig',
  'Refresh the kubeconfig: aws eks update-kubeconfig --name CLUSTER.',
] as const;

/** No answer came at all. */
export function connectionError(origin: string, call: string, cause: unknown): FargatectlError {
  const code = codeOf(cause);
  const why: Readonly<Record<string, readonly [string, string]>> = {
    ECONNREFUSED: [
      'nothing listens there',
      'Check the server in the kubeconfig, and the VPN or tunnel to it.',
    ],
    ENOTFOUND: [
      'its name cannot be resolved',
      'Check the server in the kubeconfig; the cluster may be gone: aws eks list-clusters.',
    ],
    ETIMEDOUT: [
      'it does not answer',
      'A private endpoint needs a way into the VPC; check VPN and security groups.',
    ],
    ECONNRESET: [
      'the connection was reset',
      'Try again; if it stays, look for a proxy in between.',
    ],
  };
  const certificate = CERTIFICATE.test(code);
  const [what, remedy] = certificate
    ? FOREIGN_CERTIFICATE
    : (why[code] ?? [
        code === '' ? String((cause as Error)?.message ?? cause) : code,
        'Check the server in the kubeconfig and the network.',
      ]);
  return CloudError({
    code: 'KUBERNETES_UNREACHABLE',
    message: `The API server ${origin} could not be asked (${call}): ${what}.`,
    remedy,
    call: {
      service: 'kubernetes',
      operation: call,
      status: null,
      reason: code === '' ? 'NoAnswer' : code,
      retryable: !certificate,
      requestId: null,
    },
    cause,
  });
}

const codeOf = (cause: unknown): string => {
  const c = cause as { code?: unknown; cause?: { code?: unknown } } | undefined;
  return String(c?.code ?? c?.cause?.code ?? '');
};
