import type { RuleTold } from './told.ts';

/** Rules about staying up: during the move, and afterwards. */
export const availability: Readonly<Record<string, RuleTold>> = {
  'pdb-blocks-eviction': {
    looks: { en: 'PodDisruptionBudgets that select the workload and never allow an eviction, and workloads under more than one.', ko: '워크로드를 선택하면서 축출을 전혀 허용하지 않는 PodDisruptionBudget과, 둘 이상에 걸린 워크로드를 봅니다.' },
    why: { en: 'EKS patches Fargate pods by eviction. Where the budget never allows it, EKS sends an event with a date, and on that date deletes the pod all the same. Two budgets over one pod make Kubernetes refuse every eviction.', ko: 'EKS는 축출로 Fargate 파드를 패치합니다. 예산이 끝내 허용하지 않으면 날짜가 적힌 이벤트를 보내고 그날 파드를 삭제합니다. 한 파드에 예산이 둘이면 쿠버네티스는 모든 축출을 거부합니다.' },
    mend: { en: 'Run one replica more than the budget wants, or let the budget allow one disruption; keep one budget a workload.', ko: '예산보다 레플리카를 하나 더 두거나 하나의 중단을 허용하고, 워크로드마다 예산을 하나만 두십시오.' },
  },
  'single-replica': {
    looks: { en: 'Deployments and StatefulSets with one replica.', ko: '레플리카가 하나인 Deployment와 StatefulSet을 봅니다.' },
    why: { en: 'Each time EKS patches its pod, the workload is away for about a minute.', ko: 'EKS가 파드를 패치할 때마다 1분쯤 자리를 비웁니다.' },
    mend: { en: 'Run two, with a PodDisruptionBudget. For the move itself the plan scales a Deployment to two and back.', ko: '두 개를 두고 PodDisruptionBudget을 쓰십시오. 이동하는 동안은 계획이 Deployment를 둘로 늘렸다가 되돌립니다.' },
  },
  'recreate-strategy': {
    looks: { en: 'Deployments with strategy Recreate, or with maxSurge 0.', ko: '전략이 Recreate이거나 maxSurge가 0인 Deployment를 봅니다.' },
    why: { en: 'Old pods go before new ones are ready, and a Fargate pod takes a minute or more to start: every rollout, the move included, is an outage.', ko: '새 파드가 준비되기 전에 옛 파드가 사라지고, Fargate 파드는 시작에 1분 이상 걸립니다. 이동을 포함한 모든 롤아웃이 중단이 됩니다.' },
    mend: { en: 'Use RollingUpdate with maxSurge, if two versions may run side by side.', ko: '두 버전이 함께 실행되어도 된다면 maxSurge가 있는 RollingUpdate를 쓰십시오.' },
    accept: { en: 'Allow the interruption by name: plan --allow-interruption NAMESPACE/NAME. Without it the workload stays on EC2.', ko: '이름을 적어 중단을 허용하십시오: plan --allow-interruption NAMESPACE/NAME. 그러지 않으면 EC2에 남습니다.' },
  },
  'readiness-probe-missing': {
    looks: { en: 'Workloads behind a Service none of whose containers has a readiness probe.', ko: 'Service 뒤에 있으면서 어느 컨테이너에도 readiness 프로브가 없는 워크로드를 봅니다.' },
    why: { en: 'A new pod counts as ready when its process has started. Requests reach it, and old pods are stopped, before it can answer.', ko: '프로세스가 시작되기만 하면 준비된 것으로 봅니다. 응답할 수 있기 전에 요청이 가고 옛 파드가 멈춥니다.' },
    mend: { en: 'Add a readiness probe that asks what clients ask.', ko: '클라이언트가 묻는 것을 묻는 readiness 프로브를 추가하십시오.' },
  },
  'bare-pod': {
    looks: { en: 'Pods that no controller owns.', ko: '컨트롤러가 소유하지 않은 파드를 봅니다.' },
    why: { en: 'Nothing makes such a pod again. It cannot be moved, and when its node is emptied or Fargate is patched it is gone for good.', ko: '아무도 다시 만들어 주지 않습니다. 옮길 수 없고, 노드를 비우거나 Fargate를 패치하면 영영 사라집니다.' },
    mend: { en: 'Make it a Deployment or a Job.', ko: 'Deployment나 Job으로 만드십시오.' },
    accept: { en: 'The plan leaves it where it is. If that is a node group that goes, the run stops before it is evicted (step empty-nodegroup) and waits for you.', ko: '계획은 이 파드를 그대로 둡니다. 없앨 노드 그룹에 있으면 축출하기 전에 실행이 멈추고(단계 empty-nodegroup) 여러분을 기다립니다.' },
  },
  'gitops-managed': {
    looks: { en: 'Marks of Argo CD and Flux.', ko: 'Argo CD와 Flux의 흔적을 봅니다.' },
    why: { en: 'Who applied the object applies it again: what a migration changes of it is taken back, and the next pods are as they were. What a migration only adds, its label, no manifest names, and a sync leaves it.', ko: '객체를 적용한 쪽이 다시 적용합니다. 마이그레이션이 바꾼 것은 되돌려지고 다음 파드는 예전 그대로입니다. 레이블처럼 더하기만 한 것은 매니페스트에 없으므로 동기화가 건드리지 않습니다.' },
    mend: { en: 'Make the same change at its source: fargatectl plan --write-changes DIR writes it as a Kustomize component. Or let the plan pause Argo CD or Flux for what it changes: fargatectl plan --pause-sync. What would be put back stays paused until the change is committed; the plan says which.', ko: '원본에서 같은 변경을 하십시오. fargatectl plan --write-changes DIR이 Kustomize component로 써 줍니다. 또는 계획이 바꾸는 것에 대해 Argo CD나 Flux를 멈추게 하십시오: fargatectl plan --pause-sync. 되돌려질 변경이 있으면 커밋할 때까지 멈춘 채로 두며, 무엇이 그런지는 계획이 알려 줍니다.' },
  },
  'operator-managed': {
    looks: { en: 'Workloads whose owner is a custom resource, such as Kafka, Prometheus or Elasticsearch, with the controller mark in ownerReferences.', ko: 'ownerReferences에서 컨트롤러로 표시된 소유자가 Kafka, Prometheus, Elasticsearch 같은 사용자 정의 리소스인 워크로드를 봅니다.' },
    why: { en: 'The operator writes the workload anew from its resource. A field that a migration sets comes back as it was, and pods that moved go back to EC2 with it. So a plan leaves such a workload alone, and size does not count it among what goes.', ko: '오퍼레이터가 리소스를 보고 워크로드를 다시 씁니다. 마이그레이션이 설정한 필드는 예전 값으로 돌아가고, 옮긴 파드도 EC2로 돌아갑니다. 그래서 계획은 이런 워크로드를 건드리지 않으며, size도 이동하는 것으로 세지 않습니다.' },
    mend: { en: 'Make a profile for it (fargatectl profiles create), then change the custom resource: most have a field for labels of pods. The operator rolls the workload out on Fargate by itself. fargatectl plan names the field and gives both commands. Where a profile takes its pods already, the finding is only a change.', ko: '먼저 프로필을 만들고(fargatectl profiles create) 사용자 정의 리소스를 바꾸십시오. 대부분 파드 레이블을 위한 필드가 있습니다. 그러면 오퍼레이터가 스스로 Fargate로 롤아웃합니다. 필드와 두 명령은 fargatectl plan이 알려 줍니다. 이미 프로필이 파드와 일치하면 이 항목은 change일 뿐입니다.' },
    accept: { en: 'Keep it on EC2; the plan keeps a node group for it.', ko: 'EC2에 두십시오. 계획이 이를 위해 노드 그룹을 남깁니다.' },
  },
  'vcpu-quota': {
    looks: { en: 'The account’s quota for Fargate On-Demand vCPUs against what the workloads need that can go, a quarter more while they roll out. What stays on EC2 does not count; what needs work first makes it a change, no blocker.', ko: '계정의 Fargate 온디맨드 vCPU 할당량을 이동할 수 있는 워크로드에 필요한 양과 롤아웃용 25%를 더한 값과 비교합니다. EC2에 남는 것은 세지 않습니다. 먼저 작업이 필요한 것까지 포함해야 넘으면 blocker가 아니라 change입니다.' },
    why: { en: 'The quota is shared with ECS in the account and region. Pods beyond it stay Pending.', ko: '할당량은 같은 계정과 리전의 ECS와 함께 씁니다. 넘는 파드는 Pending에 머뭅니다.' },
    mend: { en: 'Ask for more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value N.', ko: '더 요청하십시오: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value N.' },
  },
  'launch-rate': {
    looks: { en: 'The number of pods that can go to Fargate.', ko: 'Fargate로 갈 수 있는 파드의 수를 봅니다.' },
    why: { en: 'Fargate launches some 20 pods at once and about as many a second afterwards. After the loss of a zone everything starts at that pace.', ko: 'Fargate는 한 번에 20개쯤, 그 뒤로 초당 그만큼씩 시작합니다. 가용 영역을 잃으면 모든 것이 이 속도로 다시 시작합니다.' },
    mend: { en: 'Nothing to mend for the move: the plan stays within the rate.', ko: '이동에는 할 일이 없습니다. 계획이 속도를 지킵니다.' },
  },
  'kubelet-version-skew': {
    looks: { en: 'The kubelet’s version of every node against the cluster’s.', ko: '모든 노드의 kubelet 버전을 클러스터 버전과 비교합니다.' },
    why: { en: 'A Fargate pod keeps the kubelet that it started with. Three minor versions behind, the next upgrade of the cluster is unsupported or refused.', ko: 'Fargate 파드는 시작할 때의 kubelet을 그대로 씁니다. 세 마이너 버전 뒤처지면 다음 클러스터 업그레이드가 지원되지 않거나 거부됩니다.' },
    mend: { en: 'Restart the workloads that are on Fargate (kubectl rollout restart) and upgrade node groups, before the cluster.', ko: '클러스터보다 먼저 Fargate의 워크로드를 다시 시작하고(kubectl rollout restart) 노드 그룹을 업그레이드하십시오.' },
  },
  'webhook-on-pods': {
    looks: { en: 'Admission webhooks for new pods with failurePolicy Fail that are served from inside the cluster.', ko: '새 파드에 적용되고 failurePolicy가 Fail이며 클러스터 안에서 제공되는 승인 웹훅을 봅니다.' },
    why: { en: 'While its backend is away, no pod can be made, those of the backend and of CoreDNS included. A move can lock itself out that way.', ko: '백엔드가 없는 동안에는 백엔드 자신과 CoreDNS를 포함해 어떤 파드도 만들 수 없습니다. 이동이 스스로를 가둘 수 있습니다.' },
    mend: { en: 'Keep a replica of the backend ready through the whole move, and its port open from the control plane.', ko: '이동하는 내내 백엔드 레플리카를 하나 이상 준비된 상태로 두고, 컨트롤 플레인에서 그 포트를 열어 두십시오.' },
  },
  'log-routing-missing': {
    looks: { en: 'The namespace aws-observability with its label, and the ConfigMap aws-logging in it.', ko: '레이블이 붙은 aws-observability 네임스페이스와 그 안의 aws-logging ConfigMap을 봅니다.' },
    why: { en: 'Log agents are DaemonSets and do not follow to Fargate. Without the router the logs of a pod end with the pod. Only pods that are made afterwards are logged.', ko: '로그 에이전트는 DaemonSet이라 Fargate로 따라가지 않습니다. 라우터가 없으면 로그가 파드와 함께 사라집니다. 설정한 뒤에 만들어진 파드만 기록됩니다.' },
    mend: { en: 'The plan makes both before the first pod moves (step enable-logging). An aws-logging that exists is left as it is.', ko: '계획이 첫 파드를 옮기기 전에 둘 다 만듭니다(단계 enable-logging). 이미 있는 aws-logging은 그대로 둡니다.' },
  },
}; // prettier-ignore
