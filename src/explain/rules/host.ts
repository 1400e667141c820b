import type { RuleTold } from './told.ts';

/** Rules about what a pod wants of its node. */
export const host: Readonly<Record<string, RuleTold>> = {
  'privileged-container': {
    looks: { en: 'securityContext.privileged of every container, init containers included.', ko: '초기화 컨테이너를 포함한 모든 컨테이너의 securityContext.privileged를 봅니다.' },
    why: { en: 'A privileged container owns its node. The Fargate scheduler refuses such pods: Kubernetes accepts the object and the pod stays Pending. AWS closed the request to allow it.', ko: '특권 컨테이너는 노드를 통째로 다룹니다. Fargate 스케줄러는 이런 파드를 거부합니다. 쿠버네티스는 객체를 받아들이지만 파드는 Pending에 머뭅니다. AWS는 허용해 달라는 요청을 닫았습니다.' },
    mend: { en: 'Find out what it does with the privilege. If nothing needs it, set privileged to false and assess again. If it does tune hosts, its work ends with the hosts.', ko: '그 권한으로 무엇을 하는지 확인하십시오. 필요 없다면 privileged를 false로 바꾸고 다시 평가하십시오. 호스트를 조정하는 일이라면 호스트가 없어질 때 그 일도 끝납니다.' },
    accept: { en: 'It stays on EC2, and with it one node group. When its work ends with the nodes, plan --retire NAMESPACE/NAME scales it to 0 and lets the last node group go.', ko: 'EC2에 남고 노드 그룹도 하나 남습니다. 노드와 함께 끝나는 일이라면 plan --retire NAMESPACE/NAME이 0으로 줄여 마지막 노드 그룹까지 없앱니다.' },
  },
  'allow-privilege-escalation': {
    looks: { en: 'securityContext.allowPrivilegeEscalation of every container, only where it is written as true.', ko: '모든 컨테이너의 securityContext.allowPrivilegeEscalation이 true로 적혀 있는지만 봅니다.' },
    why: { en: 'Fargate’s validator refuses the written true. A field that is left out means the same to Kubernetes and passes.', ko: 'Fargate의 검증기는 명시된 true를 거부합니다. 생략하면 쿠버네티스에는 같은 뜻이지만 통과합니다.' },
    mend: { en: 'Remove the field; the finding carries the patch. Setting false is stricter: do it when nothing in the image uses setuid programs.', ko: '필드를 제거하십시오. 발견 항목에 패치가 들어 있습니다. 이미지에서 setuid 프로그램을 쓰지 않는다면 더 엄격한 false가 좋습니다.' },
  },
  'added-capability': {
    looks: { en: 'securityContext.capabilities.add of every container, against the list that Fargate grants.', ko: '모든 컨테이너의 securityContext.capabilities.add를 Fargate가 허용하는 목록과 비교합니다.' },
    why: { en: 'Capabilities outside the list leave the pod Pending. Names are compared exactly, so CAP_NET_RAW or lower case is refused as well.', ko: '목록에 없는 capability가 있으면 파드가 Pending에 머뭅니다. 이름을 정확히 비교하므로 CAP_NET_RAW나 소문자도 거부됩니다.' },
    mend: { en: 'Drop what the program does not use, or write the name as Kubernetes does (NET_RAW).', ko: '쓰지 않는 것은 빼고, 이름은 쿠버네티스 방식(NET_RAW)으로 쓰십시오.' },
  },
  'host-port': {
    looks: { en: 'hostPort and hostIP in the ports of every container.', ko: '모든 컨테이너 포트의 hostPort와 hostIP를 봅니다.' },
    why: { en: 'A host port is a port of a shared node. A Fargate pod shares no node, and the scheduler refuses it: the pod stays Pending.', ko: '호스트 포트는 여럿이 쓰는 노드의 포트입니다. Fargate 파드는 노드를 공유하지 않으며 스케줄러가 거부해 Pending에 머뭅니다.' },
    mend: { en: 'Remove it; the finding carries the patch. Where a Service selects the pod, its clients notice nothing. Clients of the node’s address need a Service first.', ko: '제거하십시오. 발견 항목에 패치가 들어 있습니다. Service가 파드를 선택하고 있으면 클라이언트는 아무것도 느끼지 못합니다. 노드 주소로 접근하던 클라이언트에는 먼저 Service가 필요합니다.' },
  },
  'host-network': {
    looks: { en: 'hostNetwork of the pod.', ko: '파드의 hostNetwork를 봅니다.' },
    why: { en: 'The pod would use the node’s network interfaces. Fargate refuses it, and the pod stays Pending.', ko: '노드의 네트워크 인터페이스를 쓰겠다는 뜻입니다. Fargate가 거부하므로 파드는 Pending에 머뭅니다.' },
    mend: { en: 'If the pod only listens, remove hostNetwork and reach it through a Service. If it needs the node’s interfaces, it belongs on EC2.', ko: '요청을 받기만 하는 파드라면 hostNetwork를 없애고 Service로 접근하십시오. 노드의 인터페이스가 필요하면 EC2에 있어야 합니다.' },
  },
  'host-pid': {
    looks: { en: 'hostPID of the pod.', ko: '파드의 hostPID를 봅니다.' },
    why: { en: 'The pod would see all processes of its node. Fargate refuses it, and the pod stays Pending.', ko: '노드의 모든 프로세스를 보겠다는 뜻입니다. Fargate가 거부하므로 파드는 Pending에 머뭅니다.' },
    mend: { en: 'Remove it. For processes of the same pod, shareProcessNamespace does it.', ko: '제거하십시오. 같은 파드의 프로세스만 필요하면 shareProcessNamespace로 됩니다.' },
  },
  'host-ipc': {
    looks: { en: 'hostIPC of the pod.', ko: '파드의 hostIPC를 봅니다.' },
    why: { en: 'The pod would share memory with other processes of its node. Fargate refuses it, and the pod stays Pending.', ko: '노드의 다른 프로세스와 메모리를 공유하겠다는 뜻입니다. Fargate가 거부하므로 파드는 Pending에 머뭅니다.' },
    mend: { en: 'Remove it. Containers of one pod can share an emptyDir with medium: Memory.', ko: '제거하십시오. 한 파드의 컨테이너끼리는 medium: Memory인 emptyDir을 공유할 수 있습니다.' },
  },
  'unsafe-sysctl': {
    looks: { en: 'securityContext.sysctls of the pod, against the list that Kubernetes calls safe.', ko: '파드의 securityContext.sysctls를 쿠버네티스가 안전하다고 정한 목록과 비교합니다.' },
    why: { en: 'Unsafe settings must be allowed by the kubelet of the node, and nobody configures the kubelet of a Fargate node. The pod is placed and its containers do not start.', ko: '안전하지 않은 설정은 노드의 kubelet이 허용해야 하는데 Fargate 노드의 kubelet은 아무도 설정할 수 없습니다. 파드는 배치되지만 컨테이너가 시작되지 않습니다.' },
    mend: { en: 'Remove it if the default does. The pod has a kernel of its own, so settings that guarded against neighbors are often moot.', ko: '기본값으로 충분하면 제거하십시오. 파드마다 커널이 따로 있으므로 이웃을 막으려던 설정은 대개 필요 없습니다.' },
  },
  'seccomp-localhost': {
    looks: { en: 'seccompProfile.type Localhost, of the pod and of every container.', ko: '파드와 모든 컨테이너의 seccompProfile.type이 Localhost인지 봅니다.' },
    why: { en: 'The profile’s file would have to lie on the node. Fargate nodes are new each time and hold none, so the container cannot be created.', ko: '프로필 파일이 노드에 있어야 합니다. Fargate 노드는 매번 새것이라 파일이 없고 컨테이너를 만들 수 없습니다.' },
    mend: { en: 'Use type RuntimeDefault if that protects enough.', ko: '그것으로 충분하면 RuntimeDefault를 쓰십시오.' },
  },
  'apparmor-profile': {
    looks: { en: 'appArmorProfile of the pod and of every container, and the older annotations. Unconfined is fine.', ko: '파드와 모든 컨테이너의 appArmorProfile과 예전 주석을 봅니다. Unconfined는 괜찮습니다.' },
    why: { en: 'A kubelet does not start a container whose profile it cannot enforce. Nodes of Amazon Linux have no AppArmor, and Fargate’s were seen to rest on it; AWS publishes nothing about it, so this is no certain refusal.', ko: 'kubelet은 적용할 수 없는 프로필의 컨테이너를 시작하지 않습니다. Amazon Linux 노드에는 AppArmor가 없고, Fargate 노드가 그 위에서 동작하는 것이 관찰되었습니다. AWS가 밝힌 것이 없어 확실한 거부는 아닙니다.' },
    mend: { en: 'Remove the profile, or keep it and move one pod first: the reason AppArmor in its status tells.', ko: '프로필을 제거하거나, 그대로 두고 파드 하나를 먼저 옮겨 보십시오. 상태의 AppArmor라는 이유가 알려 줍니다.' },
  },
  'runtime-class': {
    looks: { en: 'runtimeClassName of the pod.', ko: '파드의 runtimeClassName을 봅니다.' },
    why: { en: 'A RuntimeClass names a handler that somebody installed on nodes. Fargate nodes have the default runtime only.', ko: 'RuntimeClass는 누군가 노드에 설치한 핸들러를 가리킵니다. Fargate 노드에는 기본 런타임만 있습니다.' },
    mend: { en: 'Remove it. If it was there for isolation (gVisor, Kata), nothing is lost: each Fargate pod has a virtual machine of its own. The finding then carries the patch.', ko: '제거하십시오. 격리(gVisor, Kata)를 위한 것이었다면 잃는 것이 없습니다. Fargate 파드마다 가상 머신이 따로 있기 때문입니다. 이때는 발견 항목에 패치가 들어 있습니다.' },
  },
  'host-ip-address': {
    looks: { en: 'Environment variables that are filled from status.hostIP.', ko: 'status.hostIP에서 값을 받는 환경 변수를 봅니다.' },
    why: { en: 'Tracing and metrics clients find the agent of their node that way. On Fargate the host’s address is the pod’s own, where nobody listens: data is lost without an error.', ko: '추적과 메트릭 클라이언트가 노드의 에이전트를 찾는 방법입니다. Fargate에서는 호스트 주소가 파드 자신의 주소이고 그곳에서 받는 프로그램이 없어 데이터가 오류 없이 사라집니다.' },
    mend: { en: 'Run the agent as a sidecar and say localhost, or name the Service of a collector.', ko: '에이전트를 사이드카로 실행하고 localhost를 쓰거나, 수집기의 Service 이름을 쓰십시오.' },
  },
  'image-pull-never': {
    looks: { en: 'imagePullPolicy Never of every container, and images from a registry on the node itself (localhost, 127.0.0.1).', ko: '모든 컨테이너의 imagePullPolicy가 Never인지, 이미지가 노드 자신의 레지스트리(localhost, 127.0.0.1)에서 오는지 봅니다.' },
    why: { en: 'The image would have to be on the node already. A Fargate node starts empty, so the container never starts.', ko: '이미지가 이미 노드에 있어야 합니다. Fargate 노드는 비어 있는 채로 시작하므로 컨테이너가 시작되지 않습니다.' },
    mend: { en: 'Push the image to a registry and use IfNotPresent.', ko: '이미지를 레지스트리에 올리고 IfNotPresent를 쓰십시오.' },
  },
  'kubelet-port-clash': {
    looks: { en: 'Container ports and arguments that say 10250, of containers that run for as long as the pod does.', ko: '파드와 함께 계속 실행되는 컨테이너의 포트와 인자에 10250이 있는지 봅니다.' },
    why: { en: 'On Fargate the kubelet listens in the pod’s own network, on 10250. The container cannot bind the port and ends. metrics-server’s usual settings meet this.', ko: 'Fargate에서는 kubelet이 파드의 네트워크 안에서 10250 포트를 사용합니다. 컨테이너가 포트를 열지 못하고 끝납니다. metrics-server의 흔한 설정이 여기에 걸립니다.' },
    mend: { en: 'Use another port such as 10251 in the arguments and in containerPort. Where the arguments say the port, the finding carries the patch and the plan applies it with the move.', ko: '인자와 containerPort에서 10251 같은 다른 포트를 쓰십시오. 인자에 포트가 있으면 발견 항목에 패치가 들어 있고 계획이 이동과 함께 적용합니다.' },
  },
  'open-file-limit': {
    looks: { en: 'The image’s name, for programs known to open many files: proxies, databases, search, queues. Limits themselves are not in the API.', ko: '파일을 많이 여는 것으로 알려진 프로그램(프록시, 데이터베이스, 검색, 큐)인지 이미지 이름으로 봅니다. 제한값 자체는 API에 없습니다.' },
    why: { en: 'On Fargate nofile and nproc begin at 1,024 and end at 65,535; EC2 nodes often allow a million. Such a program runs, and refuses connections under load.', ko: 'Fargate의 nofile과 nproc은 1,024에서 시작하고 65,535가 끝입니다. EC2 노드는 흔히 백만까지 허용합니다. 프로그램은 실행되지만 부하가 걸리면 연결을 거부합니다.' },
    mend: { en: 'Raise the soft limit when it starts (ulimit -n 65535) or by its own setting, for example worker_rlimit_nofile of nginx.', ko: '시작할 때 소프트 제한을 올리거나(ulimit -n 65535) nginx의 worker_rlimit_nofile 같은 자체 설정을 쓰십시오.' },
  },
  'injected-container': {
    looks: { en: 'The newest running pod of the workload, held against its template: containers, volumes, privileges and demands on the node that are in the pod and not in the template.', ko: '워크로드의 가장 새로운 실행 중인 파드를 템플릿과 비교해, 템플릿에 없는 컨테이너, 볼륨, 권한, 노드 조건을 찾습니다.' },
    why: { en: 'Webhooks put sidecars and agents into pods when they are created, so manifests look clean. On Fargate they are put in again: what Fargate refuses keeps the pod Pending, and what it takes counts towards the size.', ko: '웹훅은 파드가 생성될 때 사이드카와 에이전트를 주입하므로 매니페스트만 보면 드러나지 않습니다. Fargate에서도 다시 주입됩니다. Fargate가 거부하는 것이 있으면 파드가 Pending에 머물고, 받아들이는 것은 크기에 포함됩니다.' },
    mend: { en: 'Exclude the workload from the webhook, by the label or annotation that its documentation names, or count the container in the price.', ko: '해당 도구의 문서에 있는 레이블이나 주석으로 워크로드를 웹훅에서 제외하거나, 그 컨테이너를 비용에 포함하십시오.' },
  },
}; // prettier-ignore
