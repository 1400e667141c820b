import type { PodSpec } from '../model/index.ts';
import { text, type Text } from './define.ts';
import { imageName } from './images.ts';

/** What a node agent does, and what does it on Fargate. */
export interface Agent {
  readonly does: Text;
  readonly instead: Text;
}

/**
 * Known agents by their images. First match counts.
 * @source facts sheet 4.2, from the vendors' pages (read 2026-11-23)
 */
const AGENTS: readonly (Agent & { readonly image: RegExp })[] = [
  {
    image: /amazon-k8s-cni|kube-proxy/,
    does: text('the network of EC2 nodes', 'EC2 노드의 네트워크'),
    instead: text(
      'Leave it; Fargate brings its own. Delete the add-on only when the last EC2 node is gone.',
      '그대로 두십시오. Fargate에는 자체 구성 요소가 있습니다. 마지막 EC2 노드가 없어진 뒤에만 애드온을 삭제하십시오.',
    ),
  },
  {
    image: /(ebs|efs|fsx|mountpoint-s3)-csi-driver|csi-node-driver-registrar/,
    does: text('the node part of a CSI driver', 'CSI 드라이버의 노드 구성 요소'),
    instead: text(
      'Leave it while EC2 nodes mount volumes; Fargate mounts EFS by itself. Keep the CSIDriver object efs.csi.aws.com when you remove the EFS driver.',
      'EC2 노드가 볼륨을 마운트하는 동안 그대로 두십시오. Fargate는 EFS를 스스로 마운트합니다. EFS 드라이버를 제거할 때 CSIDriver 객체 efs.csi.aws.com은 남겨 두십시오.',
    ),
  },
  {
    image: /fluent-?bit|fluentd|filebeat|vector(?![a-z])|promtail|logstash|fluent-operator|vlagent|loki(?![a-z])/,
    does: text('a log agent', '로그 에이전트'),
    instead: text(
      'Let Fargate’s built-in log router send the logs: ConfigMap aws-logging in namespace aws-observability (the plan makes it). Keep the DaemonSet off Fargate nodes while EC2 nodes remain.',
      'Fargate 내장 로그 라우터를 사용하십시오: aws-observability 네임스페이스의 ConfigMap aws-logging(계획이 생성합니다). EC2 노드가 남아 있는 동안 DaemonSet이 Fargate 노드에 배치되지 않게 하십시오.',
    ),
  },
  {
    image: /datadog|dd-agent/,
    does: text('the Datadog agent', 'Datadog 에이전트'),
    instead: text(
      'Run the agent as a sidecar with DD_EKS_FARGATE=true in each pod that moves.',
      '이동하는 각 파드에 DD_EKS_FARGATE=true인 사이드카로 에이전트를 실행하십시오.',
    ),
  },
  {
    image: /cloudwatch-agent|aws-otel-collector|opentelemetry-collector|otelcol|node-exporter|alloy|grafana-agent|telegraf|newrelic|dynatrace|oneagent/,
    does: text('a metrics or tracing agent', '메트릭 또는 추적 에이전트'),
    instead: text(
      'Collect through the API server with an ADOT collector (a StatefulSet), or run the agent as a sidecar.',
      'ADOT 수집기(StatefulSet)로 API 서버를 통해 수집하거나 에이전트를 사이드카로 실행하십시오.',
    ),
  },
  {
    image: /falco|guardduty|sysdig|aqua(sec)?(?![a-z])|twistlock|tetragon|crowdstrike/,
    does: text('a security agent', '보안 에이전트'),
    instead: text(
      'Pods on Fargate lose this coverage; decide by workload, or use the vendor’s sidecar where there is one.',
      'Fargate의 파드는 이 보호를 받지 못합니다. 워크로드별로 결정하거나, 있으면 벤더의 사이드카를 사용하십시오.',
    ),
  },
  {
    image: /calico|cilium|weave-kube|antrea|kube-ovn|kube-router|multus|flannel/,
    does: text('an alternate CNI', '대체 CNI'),
    instead: text(
      'Fargate has its own VPC CNI and no other; keep on EC2 what depends on this one.',
      'Fargate에는 자체 VPC CNI만 있습니다. 이 CNI에 의존하는 것은 EC2에 두십시오.',
    ),
  },
  {
    image: /longhorn|openebs|rook|ceph|portworx|node-agent|restic|velero/,
    does: text('storage or backup of node disks', '노드 디스크의 저장이나 백업'),
    instead: text(
      'It serves disks of nodes, which Fargate does not have: keep EC2 nodes for the volumes that need it, move others to EFS, and back EFS up with AWS Backup.',
      'Fargate에 없는 노드 디스크를 다룹니다. 필요한 볼륨을 위해 EC2 노드를 두고, 나머지는 EFS로 옮겨 AWS Backup으로 백업하십시오.',
    ),
  },
  {
    image: /node-termination-handler|pod-identity-agent|node-monitoring|device-plugin|node-local-dns|k8s-dns-node-cache/,
    does: text('an agent for EC2 nodes', 'EC2 노드용 에이전트'),
    instead: text(
      'Nothing replaces it and nothing needs to; remove it with the last EC2 node.',
      '대체할 필요가 없습니다. 마지막 EC2 노드와 함께 제거하십시오.',
    ),
  },
]; // prettier-ignore

const OTHER: Agent = {
  does: text('a daemon', '데몬'),
  instead: text(
    'Run it as a sidecar in the pods that need it, or keep EC2 nodes for it.',
    '필요한 파드에 사이드카로 실행하거나 EC2 노드를 유지하십시오.',
  ),
};

/** The agent that the pod's containers are, by the names of their images: pgvector is no Vector. */
export function componentName(spec: PodSpec): Agent {
  const images = spec.containers.map((c) => imageName(c.image ?? ''));
  const is = ({ image }: (typeof AGENTS)[number], name: string): boolean =>
    new RegExp(`(?<![a-z0-9])(?:${image.source})`).test(name);
  return AGENTS.find((a) => images.some((i) => is(a, i))) ?? OTHER;
}
