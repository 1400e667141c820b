import type { ChannelTransport, HttpTransport } from '../model/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { awsAdapter } from './aws/index.ts';
import { kubernetesAdapter } from './kubernetes/index.ts';

/** What of a twin a transport needs; any twin fits. */
export interface TwinLike {
  readonly handle: HttpTransport;
  readonly connect: ChannelTransport;
  readonly clock: Clock;
  readonly region: string;
  readonly adminToken: string;
}

/** The adapters that talk to the real world, with a twin at the other end of the wire; a lab knows its own key only. */
export function connectTwin(
  twin: TwinLike,
  credentials = { accessKeyId: 'TWIN', secretAccessKey: 'twin' },
): {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
  readonly clock: Clock;
} {
  return {
    clock: twin.clock,
    kube: kubernetesAdapter({
      origin: 'https://kubernetes.twin',
      transport: twin.handle,
      channels: twin.connect,
      clock: twin.clock,
      headers: { authorization: `Bearer ${twin.adminToken}` },
    }),
    aws: awsAdapter({
      region: twin.region,
      clock: twin.clock,
      transport: twin.handle,
      credentials,
    }),
  };
}
