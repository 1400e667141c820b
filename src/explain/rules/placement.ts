import type { RuleTold } from './told.ts';

/** Rules about where a pod may land. */
export const placement: Readonly<Record<string, RuleTold>> = {
  daemonset: {
    looks: { en: 'Every workload of kind DaemonSet. Its image tells what it does, and so what replaces it.', ko: 'DaemonSet 종류의 모든 워크로드입니다. 이미지로 하는 일과 대안을 알아냅니다.' },
    why: { en: 'A DaemonSet puts one pod on each node. A Fargate node takes one pod, yours, so the agent has nowhere to be.', ko: 'DaemonSet은 노드마다 파드를 하나씩 둡니다. Fargate 노드는 파드를 하나, 곧 여러분의 것만 받으므로 에이전트가 있을 자리가 없습니다.' },
    mend: { en: 'It cannot be mended, only replaced: logs by Fargate’s log router, metrics and traces by a sidecar or a collector, the network and kube-proxy by what Fargate brings. Each finding names the replacement.', ko: '고칠 수는 없고 바꿔야 합니다. 로그는 Fargate 로그 라우터로, 메트릭과 추적은 사이드카나 수집기로, 네트워크와 kube-proxy는 Fargate가 제공하는 것으로 바뀝니다. 발견 항목마다 대안이 적혀 있습니다.' },
    accept: { en: 'Nothing to do while EC2 nodes remain: it goes on serving them. What it did for pods that move must be replaced before they move.', ko: 'EC2 노드가 남아 있는 동안은 할 일이 없습니다. 그 노드에서는 계속 동작합니다. 옮겨 가는 파드에 해 주던 일은 옮기기 전에 대안을 마련하십시오.' },
  },
  'tolerate-all-daemonset': {
    looks: { en: 'Tolerations of DaemonSets that match Fargate’s taint, unless node affinity excludes Fargate.', ko: 'Fargate의 테인트까지 허용하는 DaemonSet을 봅니다. 노드 어피니티로 Fargate를 제외했으면 넘어갑니다.' },
    why: { en: 'The DaemonSet controller makes a pod for each Fargate node. None of them is ever placed: dashboards and alerts fill with Pending pods.', ko: 'DaemonSet 컨트롤러가 Fargate 노드마다 파드를 만듭니다. 어느 것도 배치되지 않아 대시보드와 경보가 Pending 파드로 찹니다.' },
    mend: { en: 'Add the node affinity eks.amazonaws.com/compute-type NotIn [fargate]. The plan does it before the first Fargate node appears (step keep-daemonset-off-fargate).', ko: '노드 어피니티 eks.amazonaws.com/compute-type NotIn [fargate]를 추가하십시오. 첫 Fargate 노드가 나타나기 전에 계획이 합니다(단계 keep-daemonset-off-fargate).' },
  },
  'node-selector-conflict': {
    looks: { en: 'nodeSelector and required node affinity, evaluated against the labels that a Fargate node has.', ko: 'nodeSelector와 필수 노드 어피니티를 Fargate 노드의 레이블과 견주어 봅니다.' },
    why: { en: 'Fargate nodes carry few labels and none of yours. The pod is taken by the profile, finds no node that fits, and stays Pending.', ko: 'Fargate 노드의 레이블은 몇 개뿐이고 여러분의 것은 없습니다. 프로필이 파드를 가져가지만 맞는 노드가 없어 Pending에 머뭅니다.' },
    mend: { en: 'Remove the demand when the pods move; the profile says where they run. The finding carries the patch, and a zone that was asked for stays asked for.', ko: '파드를 옮길 때 조건을 제거하십시오. 어디서 실행될지는 프로필이 정합니다. 발견 항목에 패치가 들어 있으며, 지정한 가용 영역은 그대로 둡니다.' },
  },
  'node-name-pinned': {
    looks: { en: 'nodeName in the pod template.', ko: '파드 템플릿의 nodeName을 봅니다.' },
    why: { en: 'The pod is bound to that node without any scheduler being asked, Fargate’s included. It stays on EC2 without a word.', ko: 'Fargate를 포함해 어떤 스케줄러도 거치지 않고 그 노드에 묶입니다. 아무 말 없이 EC2에 남습니다.' },
    mend: { en: 'Remove nodeName; use labels and affinity where a kind of node matters.', ko: 'nodeName을 제거하고, 노드의 종류가 중요하면 레이블과 어피니티를 쓰십시오.' },
  },
  'custom-scheduler': {
    looks: { en: 'schedulerName of the pod, where it is neither the default nor Fargate’s.', ko: '파드의 schedulerName이 기본 스케줄러도 Fargate의 것도 아닌지 봅니다.' },
    why: { en: 'Fargate places pods of its own scheduler only. A pod with another one is left to that one, which has no Fargate node to offer.', ko: 'Fargate는 자체 스케줄러의 파드만 배치합니다. 다른 스케줄러를 쓰는 파드는 그쪽에 남고, 그쪽에는 내줄 Fargate 노드가 없습니다.' },
    mend: { en: 'Remove schedulerName if the workload does without what that scheduler gives it (gang scheduling, queues).', ko: '그 스케줄러가 주는 것(갱 스케줄링, 큐)이 없어도 되면 schedulerName을 제거하십시오.' },
  },
  'topology-spread-ignored': {
    looks: { en: 'topologySpreadConstraints, pod affinity and anti-affinity over anything but the host name, and required affinity to pods of the same node, which no Fargate pod can have.', ko: '호스트 이름이 아닌 것을 기준으로 하는 topologySpreadConstraints, 파드 어피니티와 안티어피니티를 봅니다. 같은 노드의 파드를 요구하는 필수 어피니티도 봅니다. Fargate 파드는 노드를 함께 쓰지 않습니다.' },
    why: { en: 'Fargate does not weigh them when it chooses a subnet. All replicas can come to lie in one zone.', ko: 'Fargate는 서브넷을 고를 때 이를 고려하지 않습니다. 모든 레플리카가 한 가용 영역에 놓일 수 있습니다.' },
    mend: { en: 'Where an even spread matters, make one profile with one subnet, and one Deployment, for each zone.', ko: '고르게 나누는 것이 중요하면 가용 영역마다 서브넷 하나짜리 프로필과 Deployment를 만드십시오.' },
  },
  'arm-architecture': {
    looks: { en: 'Demands for the node label kubernetes.io/arch that amd64 does not meet, and images whose name or tag says Arm (arm64v8/…, …-arm64). Images are not opened.', ko: '노드 레이블 kubernetes.io/arch에 대한 조건 중 amd64가 맞지 않는 것과, 이름이나 태그가 Arm인 이미지(arm64v8/…, …-arm64)를 봅니다. 이미지는 열어 보지 않습니다.' },
    why: { en: 'Fargate on EKS runs x86-64 only. With the demand the pod stays Pending; without it an arm64 image fails with “exec format error”.', ko: 'EKS의 Fargate는 x86-64뿐입니다. 조건이 있으면 Pending에 머물고, 조건을 없애면 arm64 이미지는 “exec format error”로 실패합니다.' },
    mend: { en: 'Build the images for linux/amd64 too, then remove the demand.', ko: '이미지를 linux/amd64로도 빌드한 뒤 조건을 제거하십시오.' },
  },
  'windows-os': {
    looks: { en: 'spec.os, demands for the node label kubernetes.io/os, host processes, and Microsoft’s base images by their names.', ko: 'spec.os, 노드 레이블 kubernetes.io/os에 대한 조건, 호스트 프로세스, 이름으로 알 수 있는 Microsoft의 기본 이미지를 봅니다.' },
    why: { en: 'Fargate on EKS runs Linux only.', ko: 'EKS의 Fargate는 Linux만 실행합니다.' },
    mend: { en: 'There is no way on EKS; keep a Windows node group.', ko: 'EKS에는 방법이 없습니다. Windows 노드 그룹을 유지하십시오.' },
  },
  'gpu-request': {
    looks: { en: 'Requests and limits for accelerators: nvidia.com/gpu, Neuron, Habana and the like.', ko: 'nvidia.com/gpu, Neuron, Habana 같은 가속기에 대한 요청과 제한을 봅니다.' },
    why: { en: 'Fargate has no GPU and no other accelerator. The pod stays Pending.', ko: 'Fargate에는 GPU도 다른 가속기도 없습니다. 파드는 Pending에 머뭅니다.' },
    mend: { en: 'There is no way on Fargate; keep a node group or let EKS Auto Mode or Karpenter bring such nodes.', ko: 'Fargate에는 방법이 없습니다. 노드 그룹을 유지하거나 EKS Auto Mode 또는 Karpenter가 노드를 가져오게 하십시오.' },
  },
  'extended-resource': {
    looks: { en: 'Requests and limits for anything but cpu, memory and ephemeral-storage, claims of devices (resourceClaims), and volumes in huge pages.', ko: 'cpu, memory, ephemeral-storage가 아닌 자원에 대한 요청과 제한, 장치 요청(resourceClaims), huge page 볼륨을 봅니다.' },
    why: { en: 'Such resources are announced by device plugins, which are DaemonSets on nodes. No Fargate node announces any.', ko: '이런 자원은 노드의 DaemonSet인 장치 플러그인이 알립니다. Fargate 노드는 아무것도 알리지 않습니다.' },
    mend: { en: 'Huge pages can often be given up for ordinary ones. A device cannot; what needs it stays on EC2.', ko: 'Huge page는 일반 페이지로 바꿀 수 있는 경우가 많습니다. 장치는 바꿀 수 없으니 EC2에 남습니다.' },
  },
  'coredns-compute-type': {
    looks: { en: 'The annotation eks.amazonaws.com/compute-type on the pod template.', ko: '파드 템플릿의 eks.amazonaws.com/compute-type 주석을 봅니다.' },
    why: { en: 'The value ec2 makes Fargate pass the pod by, whatever profile matches. EKS’ own CoreDNS carries it, so a restart alone leaves CoreDNS on EC2, and names stop resolving when the last node goes.', ko: '값이 ec2이면 어떤 프로필과 일치하든 Fargate가 지나칩니다. EKS의 CoreDNS에 이 주석이 있으므로 재시작만으로는 EC2에 남고, 마지막 노드가 사라지면 이름 해석이 멈춥니다.' },
    mend: { en: 'For CoreDNS the plan does it (step move-coredns). Where somebody put it on another workload, ask why before you remove it.', ko: 'CoreDNS는 계획이 처리합니다(단계 move-coredns). 다른 워크로드에 있다면 제거하기 전에 이유를 물어보십시오.' },
    accept: { en: 'The annotation is the documented way to keep a workload on EC2. Leave it, and the workload stays.', ko: '워크로드를 EC2에 두는 문서화된 방법입니다. 그대로 두면 EC2에 남습니다.' },
  },
  'no-matching-profile': {
    looks: { en: 'The cluster’s Fargate profiles, once there are any, against namespace and labels of each pod template.', ko: '클러스터에 Fargate 프로필이 있으면, 파드 템플릿마다 네임스페이스와 레이블을 프로필과 견주어 봅니다.' },
    why: { en: 'A pod that no profile matches when it is created stays on EC2. When two match, which one wins is not to be relied on.', ko: '생성될 때 일치하는 프로필이 없는 파드는 EC2에 남습니다. 둘이 일치할 때 어느 쪽이 선택될지는 믿을 수 없습니다.' },
    mend: { en: 'Make a plan: it proposes profiles and proves which pods each of them takes. Profiles cannot be changed, so an overlap ends only when one is deleted.', ko: '계획을 만드십시오. 프로필을 제안하고 각각 어떤 파드를 가져가는지 증명합니다. 프로필은 고칠 수 없으므로 겹침은 하나를 삭제해야 끝납니다.' },
  },
}; // prettier-ignore
