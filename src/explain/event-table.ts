import type { Text } from '../assess/index.ts';

/** One message of Fargate, EKS or the kubelet, and what it means. */
export interface EventEntry {
  readonly id: string;
  /** Matched on parts of the text: AWS changes what stands around them. Named groups become evidence. */
  readonly match: RegExp;
  readonly cause: Text;
  /** The next command, with `{group}` for what the message named. */
  readonly next: Text;
  /** Whether Fargate tries again by itself. */
  readonly retries: boolean;
  /** Nothing is wrong. */
  readonly harmless?: true;
  /** A page of `explain` that says more. */
  readonly see?: string;
}

/**
 * AWS publishes no list of these messages; the texts were seen in the field.
 * @source facts sheet 2.5–2.8 of the project: re:Post, issues and the EKS user guide (read 2026-11-23)
 */
export const EVENTS: readonly EventEntry[] = [
  {
    id: 'assigned',
    match: /Successfully assigned (?<pod>\S+) to (?<node>fargate-ip-\S+)/,
    cause: { en: 'The pod has its Fargate node.', ko: '파드가 Fargate 노드에 배치되었습니다.' },
    next: { en: 'Read the size that is billed: kubectl get pod -n NAMESPACE POD -o yaml | grep CapacityProvisioned', ko: '과금되는 크기 확인: kubectl get pod -n NAMESPACE POD -o yaml | grep CapacityProvisioned' },
    retries: false,
    harmless: true,
    see: 'sizing',
  },
  {
    id: 'logging-enabled',
    match: /LoggingEnabled|Successfully enabled logging/,
    cause: { en: 'The log router of the pod is on.', ko: '파드의 로그 라우터가 켜졌습니다.' },
    next: { en: 'Nothing is to do.', ko: '할 일이 없습니다.' },
    retries: false,
    harmless: true,
  },
  {
    id: 'logging-disabled',
    match: /LoggingDisabled|Disabled logging because|LOGGING_CONFIGMAP_NOT_FOUND/,
    cause: {
      en: 'The pod runs, and its logs end with it: ConfigMap aws-logging in namespace aws-observability is not there, or is not right.',
      ko: '파드는 실행되지만 로그는 파드와 함께 사라집니다. aws-observability 네임스페이스의 ConfigMap aws-logging이 없거나 잘못되었습니다.',
    },
    next: { en: 'kubectl get configmap aws-logging -n aws-observability -o yaml; pods made after it is there are logged.', ko: 'kubectl get configmap aws-logging -n aws-observability -o yaml; 만든 뒤에 생성된 파드부터 로그가 남습니다.' },
    retries: false,
    harmless: true,
    see: 'log-routing-missing',
  },
  {
    id: 'capacity',
    match: /Fargate capacity is unavailable/,
    cause: { en: 'AWS has no Fargate capacity in this zone at the moment.', ko: '지금 이 가용 영역에 Fargate 용량이 없습니다.' },
    next: { en: 'Wait, or give the workload a profile with subnets in more zones: fargatectl profiles plan', ko: '기다리거나, 더 많은 가용 영역의 서브넷으로 프로필을 만드십시오: fargatectl profiles plan' },
    retries: true,
    see: 'unsupported-zone',
  },
  {
    id: 'provisioning-timeout',
    match: /Pod provisioning timed out(?:.*for pod:? (?<pod>\S+))?/,
    cause: {
      en: 'The node of the pod did not come up. Most often its subnet has no way to ECR, S3 or the API server: no NAT gateway and no endpoints, DNS of the VPC off, or a security group in between. Sometimes it was slow, and comes up at the next try.',
      ko: '파드의 노드가 올라오지 않았습니다. 대개 서브넷에서 ECR, S3, API 서버로 가는 길이 없습니다(NAT 게이트웨이나 엔드포인트 없음, VPC DNS 꺼짐, 보안 그룹). 느렸을 뿐이면 다음 시도에 올라옵니다.',
    },
    next: { en: 'fargatectl assess --fail-on blocker (subnet-no-egress, vpc-dns-disabled, public-endpoint-only)', ko: 'fargatectl assess --fail-on blocker (subnet-no-egress, vpc-dns-disabled, public-endpoint-only)' },
    retries: true,
    see: 'subnet-no-egress',
  },
  {
    id: 'role-not-authorized',
    match: /(?:fargate profile (?<profile>\S+) blocked for new launches due to: )?Pod execution role is not found in auth config/i,
    cause: {
      en: 'The cluster no longer knows the profile’s pod execution role: its entry in aws-auth, or its access entry, is gone. Often another tool has written aws-auth anew. Running pods live on; new ones do not start.',
      ko: '클러스터가 프로필의 파드 실행 역할을 모릅니다. aws-auth 항목이나 액세스 항목이 사라졌습니다. 다른 도구가 aws-auth를 덮어쓴 경우가 많습니다. 실행 중인 파드는 유지되지만 새 파드는 시작되지 않습니다.',
    },
    next: { en: 'aws eks list-access-entries --cluster-name CLUSTER; kubectl get configmap aws-auth -n kube-system -o yaml', ko: 'aws eks list-access-entries --cluster-name CLUSTER; kubectl get configmap aws-auth -n kube-system -o yaml' },
    retries: true,
    see: 'aws-auth-managed-elsewhere',
  },
  {
    id: 'role-not-assumable',
    match: /(?:fargate profile (?<profile>\S+) blocked for new launches due to: )?Failed to assume PodExecutionRole/i,
    cause: {
      en: 'EKS cannot assume the pod execution role: it was deleted, or its trust policy does not name eks-fargate-pods.amazonaws.com (or names another cluster in aws:SourceArn).',
      ko: 'EKS가 파드 실행 역할을 맡을 수 없습니다. 역할이 삭제되었거나, 신뢰 정책에 eks-fargate-pods.amazonaws.com이 없거나 aws:SourceArn이 다른 클러스터를 가리킵니다.',
    },
    next: { en: 'aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument', ko: 'aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument' },
    retries: true,
  },
  {
    id: 'role-trust',
    match: /Misconfigured PodExecutionRole Trust Policy/i,
    cause: {
      en: 'The profile is refused because the role does not trust eks-fargate-pods.amazonaws.com. A role that was made seconds ago may say so too: IAM takes up to two minutes.',
      ko: '역할이 eks-fargate-pods.amazonaws.com을 신뢰하지 않아 프로필이 거부됩니다. 방금 만든 역할도 같은 메시지를 낼 수 있습니다. IAM 반영에 최대 2분이 걸립니다.',
    },
    next: { en: 'aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument; then try again after two minutes.', ko: 'aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument; 2분 뒤 다시 시도하십시오.' },
    retries: false,
  },
  {
    id: 'profile-blocked',
    match: /Misconfigured Fargate Profile(?:: fargate profile (?<profile>\S+) blocked)?/i,
    cause: { en: 'EKS starts no pods of this profile until its fault is mended; the text after “due to” names it.', ko: '결함을 고칠 때까지 EKS는 이 프로필의 파드를 시작하지 않습니다. “due to” 뒤가 이유입니다.' },
    next: { en: 'aws eks describe-fargate-profile --cluster-name CLUSTER --fargate-profile-name {profile} --query fargateProfile.health', ko: 'aws eks describe-fargate-profile --cluster-name CLUSTER --fargate-profile-name {profile} --query fargateProfile.health' },
    retries: true,
  },
  {
    id: 'account-blocked',
    match: /AWS account is currently blocked/i,
    cause: { en: 'AWS has blocked the account for Fargate; nothing in the cluster mends it.', ko: 'AWS가 이 계정의 Fargate 사용을 막았습니다. 클러스터에서 고칠 수 없습니다.' },
    next: { en: 'Open a case with AWS Support for “Fargate on EKS, account blocked”.', ko: 'AWS Support에 “Fargate on EKS, account blocked”로 문의하십시오.' },
    retries: false,
  },
  {
    id: 'zone',
    match: /(?:Fargate is not supported in the requested availability zone:? (?<zone>[\w-]+)|Fargate Profile creation for the Availability Zone (?<zone2>\S+) for Subnet (?<subnet>\S+) is not supported)/i,
    cause: { en: 'Fargate does not run in this zone.', ko: '이 가용 영역에서는 Fargate를 사용할 수 없습니다.' },
    next: { en: 'Take its subnets out of the profile: fargatectl plan --subnets SUBNET,SUBNET', ko: '프로필에서 그 서브넷을 빼십시오: fargatectl plan --subnets SUBNET,SUBNET' },
    retries: false,
    see: 'unsupported-zone',
  },
  {
    id: 'node-selector',
    match: /MatchNodeSelector failed(?:: Fargate profile (?<profile>\S+))?/,
    cause: {
      en: 'The pod demands a node, by nodeSelector or required affinity, that no Fargate node is: a node group’s label, an instance type, or a zone where the profile has no subnet.',
      ko: 'nodeSelector나 필수 어피니티로 Fargate 노드가 만족할 수 없는 조건을 요구합니다: 노드 그룹 레이블, 인스턴스 유형, 프로필 서브넷이 없는 가용 영역.',
    },
    next: { en: 'kubectl get pod -n NAMESPACE POD -o jsonpath="{.spec.nodeSelector}{.spec.affinity}"; then remove the demand from the template.', ko: 'kubectl get pod -n NAMESPACE POD -o jsonpath="{.spec.nodeSelector}{.spec.affinity}"; 그다음 템플릿에서 조건을 제거하십시오.' },
    retries: false,
    see: 'node-selector-conflict',
  },
  {
    id: 'security-group',
    match: /InvalidSecurityGroupID\.NotFound(?:.*'(?<group>sg-\w+)')?/,
    cause: { en: 'A SecurityGroupPolicy gives the pod a security group that does not exist.', ko: 'SecurityGroupPolicy가 없는 보안 그룹을 파드에 지정합니다.' },
    next: { en: 'kubectl get securitygrouppolicies -A -o yaml; correct groupIds, then delete the pod.', ko: 'kubectl get securitygrouppolicies -A -o yaml; groupIds를 고친 뒤 파드를 삭제하십시오.' },
    retries: false,
    see: 'security-group-policy',
  },
  {
    id: 'no-profile',
    match: /untolerated taint \{eks\.amazonaws\.com\/compute-type: ?fargate\}/,
    cause: {
      en: 'The ordinary scheduler has the pod, and only Fargate nodes are left: no profile matched when the pod was made, or the profile is younger than the pod. Pods are matched at their creation and never again.',
      ko: '일반 스케줄러가 파드를 맡았는데 남은 노드는 Fargate뿐입니다. 파드가 생성될 때 일치하는 프로필이 없었거나 프로필이 더 나중에 생겼습니다. 파드는 생성될 때만 프로필과 대조됩니다.',
    },
    next: { en: 'aws eks list-fargate-profiles --cluster-name CLUSTER; make or widen a profile, then kubectl rollout restart deployment -n NAMESPACE NAME', ko: 'aws eks list-fargate-profiles --cluster-name CLUSTER; 프로필을 만들거나 넓힌 뒤 kubectl rollout restart deployment -n NAMESPACE NAME' },
    retries: false,
    see: 'no-matching-profile',
  },
  {
    id: 'all-nodes-tainted',
    // Kubernetes 1.35 names the taint no more; said of every node, on Fargate alone, it is theirs.
    match: /0\/(\d+) nodes are available: \1 node\(s\) had untolerated taint\(s\)/,
    cause: {
      en: 'The ordinary scheduler has the pod, and every node has a taint that the pod does not tolerate. Where all nodes are Fargate nodes, no profile matched when the pod was made.',
      ko: '일반 스케줄러가 파드를 맡았는데, 모든 노드에 파드가 허용하지 않는 테인트가 있습니다. 노드가 모두 Fargate라면 파드가 생성될 때 일치하는 프로필이 없었던 것입니다.',
    },
    next: { en: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints; if they are Fargate nodes, make or widen a profile, then kubectl rollout restart deployment -n NAMESPACE NAME', ko: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints; Fargate 노드라면 프로필을 만들거나 넓힌 뒤 kubectl rollout restart deployment -n NAMESPACE NAME' },
    retries: false,
    see: 'no-matching-profile',
  },
  {
    id: 'daemonset-full',
    match: /Too many pods.*fargate-ip-|fargate-ip-.*Too many pods|Insufficient pods/,
    cause: { en: 'A Fargate node holds one pod and is full. A DaemonSet that tolerates every taint makes a pod for it all the same; that one waits for ever.', ko: 'Fargate 노드는 파드 하나로 가득 찹니다. 모든 테인트를 허용하는 DaemonSet이 그래도 파드를 만들고, 그 파드는 끝없이 기다립니다.' },
    next: { en: 'Add node affinity eks.amazonaws.com/compute-type NotIn [fargate] to the DaemonSet.', ko: 'DaemonSet에 eks.amazonaws.com/compute-type NotIn [fargate] 노드 어피니티를 추가하십시오.' },
    retries: false,
    see: 'tolerate-all-daemonset',
  },
  {
    id: 'efs-driver',
    match: /external-attacher of efs\.csi\.aws\.com|driver name efs\.csi\.aws\.com not found/,
    cause: { en: 'The CSIDriver object efs.csi.aws.com is gone, probably with the EFS add-on; without it Fargate mounts no EFS volume.', ko: 'CSIDriver 객체 efs.csi.aws.com이 사라졌습니다. EFS 애드온과 함께 삭제되었을 것입니다. 이것이 없으면 Fargate가 EFS 볼륨을 마운트하지 못합니다.' },
    next: { en: 'kubectl get csidriver efs.csi.aws.com; apply it again (attachRequired: false), and delete the add-on with --preserve the next time.', ko: 'kubectl get csidriver efs.csi.aws.com; 다시 적용하고(attachRequired: false), 다음에는 --preserve로 애드온을 삭제하십시오.' },
    retries: true,
    see: 'storage',
  },
]; // prettier-ignore

/** A reason of the validator, after "Pod not supported on Fargate:". */
export interface ReasonEntry {
  readonly match: RegExp;
  readonly rule: string;
  readonly cause: Text;
  readonly next: Text;
}

const REMOVE = (field: string): Text => ({
  en: `Remove ${field} from the pod template, or keep the workload on EC2: annotation eks.amazonaws.com/compute-type: ec2`,
  ko: `파드 템플릿에서 ${field}을(를) 제거하거나, eks.amazonaws.com/compute-type: ec2 주석으로 EC2에 두십시오`,
});

/** @source facts sheet 2.7: EKS' Fargate pod validator (read 2026-11-23) */
export const REASONS: readonly ReasonEntry[] = [
  { match: /SchedulerName is not fargate-scheduler/, rule: 'custom-scheduler', cause: { en: 'The pod names another scheduler.', ko: '파드가 다른 스케줄러를 지정합니다.' }, next: REMOVE('schedulerName') },
  { match: /DaemonSet not supported/, rule: 'daemonset', cause: { en: 'Fargate runs no DaemonSet.', ko: 'Fargate는 DaemonSet을 실행하지 않습니다.' }, next: { en: 'Run it as a sidecar, or add node affinity eks.amazonaws.com/compute-type NotIn [fargate].', ko: '사이드카로 실행하거나 eks.amazonaws.com/compute-type NotIn [fargate] 노드 어피니티를 추가하십시오.' } },
  { match: /fields not supported:[^:]*HostNetwork/, rule: 'host-network', cause: { en: 'The pod wants its node’s network.', ko: '노드의 네트워크를 요구합니다.' }, next: REMOVE('hostNetwork') },
  { match: /fields not supported:[^:]*HostPID/, rule: 'host-pid', cause: { en: 'The pod wants its node’s processes.', ko: '노드의 프로세스를 요구합니다.' }, next: REMOVE('hostPID') },
  { match: /fields not supported:[^:]*HostIPC/, rule: 'host-ipc', cause: { en: 'The pod wants its node’s shared memory.', ko: '노드의 공유 메모리를 요구합니다.' }, next: REMOVE('hostIPC') },
  { match: /(?<volume>\S+) is of an unsupported volume Type/i, rule: 'unsupported-volume-type', cause: { en: 'Volume {volume} is of a type that Fargate does not know: hostPath, an inline csi volume, or another.', ko: '볼륨 {volume}은(는) Fargate가 모르는 유형입니다(hostPath, 인라인 csi 등).' }, next: { en: 'Use emptyDir, configMap, secret, projected, downwardAPI, nfs, or a claim on EFS.', ko: 'emptyDir, configMap, secret, projected, downwardAPI, nfs 또는 EFS 클레임을 사용하십시오.' } },
  { match: /PVC (?<claim>\S+) not bound/, rule: 'efs-dynamic-provisioning', cause: { en: 'Claim {claim} has no volume yet. For a few seconds at the start this is no trouble; if it lasts, nobody provisions it.', ko: '클레임 {claim}에 아직 볼륨이 없습니다. 시작 직후 몇 초라면 괜찮지만, 계속되면 프로비저닝할 주체가 없는 것입니다.' }, next: { en: 'kubectl describe pvc -n NAMESPACE {claim}', ko: 'kubectl describe pvc -n NAMESPACE {claim}' } },
  { match: /persistentvolumeclaim "(?<claim>[^"]+)" not found/, rule: 'unsupported-volume-type', cause: { en: 'Claim {claim} does not exist.', ko: '클레임 {claim}이(가) 없습니다.' }, next: { en: 'kubectl get pvc -n NAMESPACE; make the claim, bound to an EFS volume.', ko: 'kubectl get pvc -n NAMESPACE; EFS 볼륨에 바인딩된 클레임을 만드십시오.' } },
  { match: /PVC (?<claim>\S+) bound to invalid PV (?<volume>\S+) with CSI Driver: ?(?<driver>[\w.-]+)/, rule: 'ebs-volume', cause: { en: 'Claim {claim} is bound to volume {volume} of driver {driver}; Fargate mounts efs.csi.aws.com only.', ko: '클레임 {claim}은(는) 드라이버 {driver}의 볼륨 {volume}에 바인딩되어 있습니다. Fargate는 efs.csi.aws.com만 마운트합니다.' }, next: { en: 'fargatectl explain ebs-volume; fargatectl plan copies files of Deployments to EFS.', ko: 'fargatectl explain ebs-volume; fargatectl plan이 Deployment의 파일을 EFS로 복사합니다.' } },
  { match: /PVC (?<claim>\S+) bound to invalid PV (?<volume>\S*) ?with nil CSI spec/, rule: 'unsupported-volume-type', cause: { en: 'Claim {claim} is bound to a volume of an old in-tree type.', ko: '클레임 {claim}이(가) 예전 인트리 유형의 볼륨에 바인딩되어 있습니다.' }, next: { en: 'Make the PersistentVolume anew with csi.driver efs.csi.aws.com.', ko: 'csi.driver가 efs.csi.aws.com인 PersistentVolume을 새로 만드십시오.' } },
  { match: /invalid SecurityContext fields:.*\bPrivileged\b/, rule: 'privileged-container', cause: { en: 'A container is privileged.', ko: '권한 있는(privileged) 컨테이너가 있습니다.' }, next: REMOVE('securityContext.privileged') },
  { match: /\bAllowPrivilegeEscalation\b/, rule: 'allow-privilege-escalation', cause: { en: 'A container says allowPrivilegeEscalation: true.', ko: 'allowPrivilegeEscalation: true인 컨테이너가 있습니다.' }, next: REMOVE('securityContext.allowPrivilegeEscalation') },
  { match: /Capabilities added: (?<capabilities>[A-Z_]+(?:, [A-Z][A-Z_]+(?![a-z]))*)/, rule: 'added-capability', cause: { en: 'A container adds {capabilities}, which Fargate does not grant.', ko: '컨테이너가 Fargate가 허용하지 않는 {capabilities}을(를) 추가합니다.' }, next: REMOVE('securityContext.capabilities.add') },
  { match: /volumeDevices not supported/, rule: 'unsupported-volume-type', cause: { en: 'A container wants a block device.', ko: '컨테이너가 블록 디바이스를 요구합니다.' }, next: REMOVE('volumeDevices') },
  { match: /port contains HostIP or HostPort/, rule: 'host-port', cause: { en: 'A container wants a port of its node.', ko: '컨테이너가 노드의 포트를 요구합니다.' }, next: REMOVE('hostPort and hostIP') },
]; // prettier-ignore
