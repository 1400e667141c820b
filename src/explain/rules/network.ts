import type { RuleTold } from './told.ts';

/** Rules about ways in, ways out and ways between. */
export const network: Readonly<Record<string, RuleTold>> = {
  'node-local-dns': {
    looks: { en: 'dnsConfig.nameservers of the pod: link-local addresses such as 169.254.20.10. The VPC’s resolver 169.254.169.253 is fine.', ko: '파드의 dnsConfig.nameservers에서 169.254.20.10 같은 링크 로컬 주소를 봅니다. VPC의 확인자 169.254.169.253은 괜찮습니다.' },
    why: { en: 'NodeLocal DNSCache is a DaemonSet, and a Fargate node runs none. With dnsPolicy None and no other server, the pod finds no name at all; with another one each name waits for a timeout first.', ko: 'NodeLocal DNSCache는 DaemonSet이며 Fargate 노드에서는 실행되지 않습니다. dnsPolicy가 None이고 다른 서버가 없으면 어떤 이름도 찾지 못합니다. 다른 서버가 있으면 이름마다 먼저 시간 초과를 기다립니다.' },
    mend: { en: 'Leave dnsConfig.nameservers out and use ClusterFirst. Every query then reaches CoreDNS: give it more replicas, and lower ndots where a workload asks much.', ko: 'dnsConfig.nameservers를 빼고 ClusterFirst를 쓰십시오. 모든 질의가 CoreDNS로 가므로 레플리카를 늘리고, 질의가 많은 워크로드는 ndots를 낮추십시오.' },
  },
  'load-balancer-instance-target': {
    looks: { en: 'Ingresses of an ALB, Services of type LoadBalancer, TargetGroupBindings, and routes of the Gateway API (HTTPRoute and its like) that lead to the workload, and their target type. Where a route’s Gateway or its class cannot be read, the verdict is unknown.', ko: '워크로드로 이어지는 ALB Ingress, LoadBalancer Service, TargetGroupBinding, Gateway API의 라우트(HTTPRoute 등)와 대상 유형을 봅니다. 라우트의 Gateway나 GatewayClass를 읽지 못하면 판정은 unknown입니다.' },
    why: { en: 'Instance targets are node ports of EC2 nodes. Once the pods are on Fargate and the nodes go, the load balancer has no healthy target: requests fail, and no object says why.', ko: '인스턴스 대상은 EC2 노드의 노드 포트입니다. 파드가 Fargate로 가고 노드가 사라지면 정상 대상이 없어 요청이 실패하는데, 어떤 객체도 이유를 말해 주지 않습니다.' },
    mend: { en: 'Set target-type ip while the pods are still on EC2. The plan does it and waits for healthy targets (step use-ip-targets). Kubernetes’ own AWS load balancers and target groups that you made yourself cannot be changed: make a second one, switch DNS, remove the first.', ko: '파드가 아직 EC2에 있을 때 대상 유형을 ip로 바꾸십시오. 계획이 처리하고 대상이 정상이 되기를 기다립니다(단계 use-ip-targets). 쿠버네티스 내장 AWS 로드 밸런서와 직접 만든 대상 그룹은 바꿀 수 없으니, 두 번째를 만들고 DNS를 전환한 뒤 첫 번째를 없애십시오.' },
  },
  'service-node-port': {
    looks: { en: 'Services of type NodePort that select the workload.', ko: '워크로드를 선택하는 NodePort Service를 봅니다.' },
    why: { en: 'The port stays open on EC2 nodes as long as there are any, and is gone with the last. With externalTrafficPolicy: Local it closes as soon as the pods have moved. Behind an ALB with ip targets nobody needs it: then the finding is advice.', ko: '포트는 EC2 노드가 있는 동안만 열려 있고 마지막 노드와 함께 사라집니다. externalTrafficPolicy: Local이면 파드가 옮겨지는 즉시 닫힙니다. ip 대상 ALB 뒤라면 필요 없으므로 advice입니다.' },
    mend: { en: 'Give clients outside the cluster a load balancer with ip targets. Clients inside use the Service’s name, which works unchanged.', ko: '클러스터 밖 클라이언트에는 ip 대상 로드 밸런서를 주십시오. 안쪽 클라이언트는 Service 이름을 그대로 쓰면 됩니다.' },
  },
  'readiness-gate-missing': {
    looks: { en: 'Workloads behind an ALB whose namespace does not have the controller inject readiness gates.', ko: '네임스페이스에 readiness gate 주입이 켜져 있지 않은 ALB 뒤의 워크로드를 봅니다.' },
    why: { en: 'A rollout counts a pod as ready when its probe says so; the load balancer may need longer to find it healthy. Old pods can be gone before.', ko: '롤아웃은 프로브만 통과하면 준비된 것으로 봅니다. 로드 밸런서가 정상으로 보기까지는 더 걸릴 수 있고, 그 전에 옛 파드가 사라질 수 있습니다.' },
    mend: { en: 'Label the namespace: kubectl label namespace NAME elbv2.k8s.aws/pod-readiness-gate-inject=enabled. Give the containers a short preStop sleep.', ko: '네임스페이스에 레이블을 붙이십시오: kubectl label namespace NAME elbv2.k8s.aws/pod-readiness-gate-inject=enabled. 컨테이너에는 짧은 preStop sleep을 두십시오.' },
  },
  'network-policy-unenforced': {
    looks: { en: 'NetworkPolicies that select the pods of the workload.', ko: '워크로드의 파드를 선택하는 NetworkPolicy를 봅니다.' },
    why: { en: 'Policies are enforced by an agent on EC2 nodes. On Fargate the policy object stays and nothing enforces it: everybody in the cluster reaches the pods.', ko: '정책은 EC2 노드의 에이전트가 적용합니다. Fargate에서는 정책 객체만 남고 적용되지 않아 클러스터의 누구나 파드에 접근할 수 있습니다.' },
    mend: { en: 'Protect the pods by a SecurityGroupPolicy, or keep the workload on EC2.', ko: 'SecurityGroupPolicy로 보호하거나 EC2에 두십시오.' },
    accept: { en: 'Only where the policy was not needed, and you can say so to whoever asked for it.', ko: '정책이 필요 없었고, 그것을 요구한 사람에게 그렇게 말할 수 있을 때만 받아들이십시오.' },
  },
  'alternate-cni': {
    looks: { en: 'DaemonSets of other pod networks: Calico, Cilium, Weave, Antrea, Flannel, Multus and the like.', ko: 'Calico, Cilium, Weave, Antrea, Flannel, Multus 같은 다른 파드 네트워크의 DaemonSet을 봅니다.' },
    why: { en: 'Fargate pods have the VPC CNI and nothing else. Policies, encryption and extra interfaces of another network end there.', ko: 'Fargate 파드에는 VPC CNI만 있습니다. 다른 네트워크의 정책, 암호화, 추가 인터페이스는 적용되지 않습니다.' },
    mend: { en: 'Keep on EC2 what depends on it, or replace it: security groups for policies, TLS for encryption.', ko: '이에 의존하는 것은 EC2에 두거나 대체하십시오. 정책은 보안 그룹으로, 암호화는 TLS로 바꿀 수 있습니다.' },
  },
  'security-group-gap': {
    looks: { en: 'Security groups of the nodes and of the cluster: whether DNS (53, TCP and UDP) passes between them both ways.', ko: '노드와 클러스터의 보안 그룹 사이에 DNS(53번, TCP와 UDP)가 양쪽으로 통하는지 봅니다.' },
    why: { en: 'Fargate pods carry the cluster’s security group only. Where nodes have another, pods on one side cannot ask CoreDNS on the other, and databases that admit the nodes’ group refuse the moved pods.', ko: 'Fargate 파드는 클러스터 보안 그룹만 씁니다. 노드가 다른 그룹을 쓰면 한쪽 파드가 다른 쪽 CoreDNS에 물을 수 없고, 노드 그룹만 허용하던 데이터베이스는 옮겨 간 파드를 거부합니다.' },
    mend: { en: 'The plan opens DNS and application ports between the two groups (step open-security-group). Rules of databases and caches that name the nodes’ group are yours to extend.', ko: '두 그룹 사이의 DNS와 애플리케이션 포트는 계획이 엽니다(단계 open-security-group). 노드의 그룹을 지정한 데이터베이스와 캐시의 규칙은 직접 넓혀야 합니다.' },
  },
  'security-group-policy': {
    looks: { en: 'SecurityGroupPolicies that take the pods, and whether their groups exist and include the cluster’s.', ko: '파드에 적용되는 SecurityGroupPolicy와, 그 그룹이 존재하고 클러스터 그룹을 포함하는지 봅니다.' },
    why: { en: 'On Fargate the policy’s groups replace the cluster’s. Without DNS, the API server and the kubelet let through, the pod does not come up. A group that does not exist is a blocker.', ko: 'Fargate에서는 정책의 그룹이 클러스터 그룹을 대신합니다. DNS, API 서버, kubelet이 통하지 않으면 파드가 뜨지 않습니다. 없는 그룹은 blocker입니다.' },
    mend: { en: 'Add the cluster’s security group to the policy, or let 53, 443 and 10250 through.', ko: '정책에 클러스터 보안 그룹을 추가하거나 53, 443, 10250을 허용하십시오.' },
  },
  'service-mesh-injection': {
    looks: { en: 'Labels and annotations by which Istio, Linkerd, Kuma or Consul take the pods, of the namespace and of the template; Istio’s ambient mode too.', ko: 'Istio, Linkerd, Kuma, Consul이 파드에 개입하게 하는 네임스페이스와 템플릿의 레이블과 주석을 봅니다. Istio의 ambient 모드도 봅니다.' },
    why: { en: 'The injected init container asks for NET_ADMIN, which Fargate refuses; meshes without one need an agent on the node, which Fargate does not have. The template looks clean; the pod stays Pending, or is outside the mesh.', ko: '주입된 초기화 컨테이너가 NET_ADMIN을 요구하는데 Fargate가 거부합니다. 초기화 컨테이너가 없는 메시는 노드 에이전트가 필요한데 Fargate에는 없습니다. 템플릿은 깨끗해 보이지만 파드는 Pending에 머물거나 메시 밖에 놓입니다.' },
    mend: { en: 'Turn injection off for the workload (the finding names the label or annotation, such as sidecar.istio.io/inject: "false"), if it does without the mesh.', ko: '메시 없이도 되면 워크로드의 주입을 끄십시오(발견 항목에 sidecar.istio.io/inject: "false" 같은 레이블이나 주석이 적혀 있습니다).' },
  },
  'subnet-not-private': {
    looks: { en: 'The route tables of the cluster’s subnets: whether any subnet has no route to an internet gateway.', ko: '클러스터 서브넷의 라우팅 테이블에서 인터넷 게이트웨이로 가는 경로가 없는 서브넷이 있는지 봅니다.' },
    why: { en: 'EKS refuses a public subnet in a Fargate profile when the profile is made.', ko: 'EKS는 프로필을 만들 때 퍼블릭 서브넷을 거부합니다.' },
    mend: { en: 'Make private subnets with a NAT gateway in the VPC and name them: fargatectl plan --subnets subnet-…,subnet-….', ko: 'VPC에 NAT 게이트웨이가 있는 프라이빗 서브넷을 만들어 지정하십시오: fargatectl plan --subnets subnet-…,subnet-….' },
  },
  'subnet-no-egress': {
    looks: { en: 'Private subnets without a default route, and which VPC endpoints are missing: ECR (api and dkr), S3, STS, CloudWatch Logs.', ko: '기본 경로가 없는 프라이빗 서브넷과, 빠진 VPC 엔드포인트(ECR api와 dkr, S3, STS, CloudWatch Logs)를 봅니다.' },
    why: { en: 'A pod there cannot pull its image; after minutes its event says “Pod provisioning timed out”.', ko: '그곳의 파드는 이미지를 받을 수 없고, 몇 분 뒤 이벤트에 “Pod provisioning timed out”이 나옵니다.' },
    mend: { en: 'Route 0.0.0.0/0 to a NAT gateway, or make the endpoints that the finding names, with 443 open from the cluster’s security group.', ko: '0.0.0.0/0을 NAT 게이트웨이로 보내거나, 발견 항목의 엔드포인트를 만들고 클러스터 보안 그룹에서 443을 여십시오.' },
  },
  'subnet-ip-shortage': {
    looks: { en: 'Free addresses of the private subnets against the pods that can go, a quarter more for their rollouts. What needs work first makes it a change, no blocker.', ko: '프라이빗 서브넷의 남은 주소를 이동할 수 있는 파드와 롤아웃용 25%를 더한 수와 비교합니다. 먼저 작업이 필요한 것까지 포함해야 넘으면 blocker가 아니라 change입니다.' },
    why: { en: 'Each Fargate pod takes one address. When they run out, new pods stay Pending.', ko: 'Fargate 파드는 주소를 하나씩 씁니다. 떨어지면 새 파드가 Pending에 머뭅니다.' },
    mend: { en: 'Add subnets, from a secondary CIDR block if need be, and name them: plan --subnets.', ko: '필요하면 보조 CIDR 블록으로 서브넷을 추가하고 지정하십시오: plan --subnets.' },
  },
  'unsupported-zone': {
    looks: { en: 'The kind of zone in which each private subnet lies, and whether it is on an Outpost.', ko: '프라이빗 서브넷이 어떤 종류의 영역에 있는지, Outpost에 있는지 봅니다.' },
    why: { en: 'Fargate does not run in Local Zones, Wavelength Zones or on Outposts.', ko: 'Fargate는 로컬 영역, Wavelength 영역, Outposts에서 실행되지 않습니다.' },
    mend: { en: 'Leave these subnets out of the profiles: name the others with plan --subnets.', ko: '이 서브넷을 프로필에서 빼고 나머지를 plan --subnets로 지정하십시오.' },
  },
  'vpc-dns-disabled': {
    looks: { en: 'enableDnsSupport and enableDnsHostnames of the VPC.', ko: 'VPC의 enableDnsSupport와 enableDnsHostnames를 봅니다.' },
    why: { en: 'Fargate nodes find the cluster’s endpoint by name. With either off, pods do not come up.', ko: 'Fargate 노드는 클러스터 엔드포인트를 이름으로 찾습니다. 하나라도 꺼져 있으면 파드가 뜨지 않습니다.' },
    mend: { en: 'Turn both on with aws ec2 modify-vpc-attribute.', ko: 'aws ec2 modify-vpc-attribute로 둘 다 켜십시오.' },
  },
  'public-endpoint-only': {
    looks: { en: 'The cluster’s endpoint access: public for a few CIDR blocks, and private access off.', ko: '클러스터 엔드포인트 접근 설정이 일부 CIDR에만 퍼블릭이고 프라이빗 접근이 꺼져 있는지 봅니다.' },
    why: { en: 'Fargate nodes must reach the API server. Their requests leave through NAT, and its address is probably not among the blocks.', ko: 'Fargate 노드는 API 서버에 닿아야 합니다. 요청은 NAT로 나가는데 그 주소가 허용 목록에 없을 가능성이 큽니다.' },
    mend: { en: 'Turn private access on: aws eks update-cluster-config --name NAME --resources-vpc-config endpointPrivateAccess=true.', ko: '프라이빗 접근을 켜십시오: aws eks update-cluster-config --name NAME --resources-vpc-config endpointPrivateAccess=true.' },
  },
}; // prettier-ignore
