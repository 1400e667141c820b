import { CloudError, textOf, type FargatectlError } from '../../errors/index.ts';
import { text, verbatim, type Text } from '../../model/index.ts';

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
    message: text(
      `Kubernetes refused ${call}: ${body.message ?? reason}`,
      `Kubernetes가 ${call} 요청을 거부했습니다: ${body.message ?? reason}`,
    ),
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

function remedyFor(status: number): Text {
  if (status === 401)
    return text(
      'Get new credentials (aws sts get-caller-identity shows who you are), then try again.',
      '자격 증명을 새로 받은 뒤 다시 시도하십시오. 지금의 신원은 aws sts get-caller-identity로 확인합니다.',
    );
  if (status === 403)
    return text(
      'Grant the permission that the message names; fargatectl doctor permissions prints what is needed.',
      '메시지에 나온 권한을 부여하십시오. 필요한 권한은 fargatectl doctor permissions가 출력합니다.',
    );
  if (status === 409)
    return text(
      'Somebody changed the object at the same time; try again.',
      '같은 때에 누군가 객체를 바꾸었습니다. 다시 시도하십시오.',
    );
  if (status === 422)
    return text(
      'The API server finds the object invalid; the message says where.',
      'API 서버가 객체를 올바르지 않다고 봅니다. 어디가 잘못인지는 메시지에 있습니다.',
    );
  if (isRetryable(status))
    return text(
      'The API server is busy or unwell; try again in a minute.',
      'API 서버가 바쁘거나 정상이 아닙니다. 1분 뒤에 다시 시도하십시오.',
    );
  return text(
    'kubectl with the same arguments shows the same answer.',
    '같은 인수로 kubectl을 실행하면 같은 답이 나옵니다.',
  );
}

/** OpenSSL's words for a certificate that is not trusted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE = /CERT|CRL|SIGNATURE|ALTNAME|INVALID_CA|INVALID_PURPOSE|UNABLE_TO_VERIFY/;
const FOREIGN_CERTIFICATE = [
  text(
    'its certificate is not from the CA of the kubeconfig',
    '인증서가 kubeconfig의 CA에서 발급한 것이 아닙니다',
  ),
  text(
    'Refresh the kubeconfig: aws eks update-kubeconfig --name CLUSTER.',
    'kubeconfig를 새로 받으십시오: aws eks update-kubeconfig --name CLUSTER',
  ),
] as const;

/** By Node's error code: what it means, and what to do. */
const NO_ANSWER: Readonly<Record<string, readonly [what: Text, remedy: Text]>> = {
  ECONNREFUSED: [
    text('nothing listens there', '그 주소에서 받는 것이 없습니다'),
    text(
      'Check the server in the kubeconfig, and the VPN or tunnel to it.',
      'kubeconfig의 서버 주소와 VPN 또는 터널을 확인하십시오.',
    ),
  ],
  ENOTFOUND: [
    text('its name cannot be resolved', '이름을 해석할 수 없습니다'),
    text(
      'Check the server in the kubeconfig; the cluster may be gone: aws eks list-clusters.',
      'kubeconfig의 서버 주소를 확인하십시오. 클러스터가 삭제되었을 수 있습니다: aws eks list-clusters',
    ),
  ],
  ETIMEDOUT: [
    text('it does not answer', '응답하지 않습니다'),
    text(
      'A private endpoint needs a way into the VPC; check VPN and security groups.',
      '프라이빗 엔드포인트는 VPC로 들어가는 길이 필요합니다. VPN과 보안 그룹을 확인하십시오.',
    ),
  ],
  ECONNRESET: [
    text('the connection was reset', '연결이 끊겼습니다'),
    text(
      'Try again; if it stays, look for a proxy in between.',
      '다시 시도하십시오. 계속되면 중간에 프록시가 있는지 살펴보십시오.',
    ),
  ],
};

/** No answer came at all. */
export function connectionError(origin: string, call: string, cause: unknown): FargatectlError {
  const code = codeOf(cause);

  const certificate = CERTIFICATE.test(code);
  const [what, remedy] = certificate
    ? FOREIGN_CERTIFICATE
    : (NO_ANSWER[code] ?? [
        code === '' ? textOf(cause) : verbatim(code),
        text(
          'Check the server in the kubeconfig and the network.',
          'kubeconfig의 서버 주소와 네트워크를 확인하십시오.',
        ),
      ]);
  return CloudError({
    code: 'KUBERNETES_UNREACHABLE',
    message: text(
      `The API server ${origin} could not be asked (${call}): ${what.en}.`,
      `API 서버 ${origin}에 요청하지 못했습니다(${call}): ${what.ko}.`,
    ),
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
  const code = c?.code ?? c?.cause?.code;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
};
