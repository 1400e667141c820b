import { SOURCES } from '../assess/index.ts';
import type { Page } from './page.ts';

/** What a newcomer asks first. */
export const concepts: readonly Page[] = [
  {
    id: 'fargate',
    title: { en: 'What AWS Fargate is', ko: 'AWS Fargate란' },
    body: {
      en: `On AWS Fargate each pod gets a small virtual machine of its own. You keep no node group, choose no instance type, patch no nodes; you pay for the size of each pod from the download of its image until it ends.

What changes with it:
- one pod, one node: nothing on a node can be shared, so DaemonSets, host ports, host paths and privileged containers have nowhere to be
- a pod is taken by Fargate only when a Fargate profile matches it at the moment of its creation
- its size comes from its requests, rounded up; its storage is ephemeral or EFS; its network is private subnets and ip targets
- starting takes about a minute, each time, with a fresh image download

It suits stateless services with steady load, and teams who would rather not run nodes. It costs more for many tiny pods, which one node would have packed together.`,
      ko: `AWS Fargate에서는 파드마다 작은 가상 머신이 하나씩 주어집니다. 노드 그룹도, 인스턴스 유형 선택도, 노드 패치도 없습니다. 이미지 다운로드가 시작될 때부터 파드가 끝날 때까지 파드의 크기만큼 요금을 냅니다.

달라지는 점:
- 파드 하나에 노드 하나: 노드에서 공유할 것이 없으므로 DaemonSet, 호스트 포트, hostPath, 특권 컨테이너가 설 자리가 없습니다
- 파드가 생성되는 순간 Fargate 프로필과 일치해야만 Fargate가 받아 줍니다
- 크기는 요청(requests)을 올림한 값이고, 스토리지는 임시 디스크나 EFS이며, 네트워크는 프라이빗 서브넷과 ip 대상입니다
- 시작할 때마다 이미지를 새로 받으므로 1분쯤 걸립니다

부하가 고른 무상태 서비스와 노드를 운영하고 싶지 않은 팀에 맞습니다. 노드 하나에 모아 담을 수 있는 아주 작은 파드가 많으면 더 비쌉니다.`,
    },
    sources: [SOURCES.fargate],
    see: ['profile', 'sizing', 'cost', 'migration'],
  },
  {
    id: 'profile',
    aliases: ['profiles', 'fargate-profile', 'selectors'],
    title: { en: 'Fargate profiles: which pods go', ko: 'Fargate 프로필: 어떤 파드가 가는가' },
    body: {
      en: `A profile names private subnets, a pod execution role, and up to five selectors (a namespace, and labels if you like). When a pod is created, EKS looks for a profile that matches its namespace and labels; if it finds one, the pod is given to the Fargate scheduler. Pods that exist already are never moved: they must be created again.

- Profiles cannot be changed, only made and deleted, one operation at a time for the whole cluster.
- Deleting a profile deletes the pods that run by it.
- When two profiles match, the one whose name comes first in the alphabet wins, unless the pod's label eks.amazonaws.com/fargate-profile names one.
- A pod template with the annotation eks.amazonaws.com/compute-type: ec2 is left alone.
- A selector for the whole of kube-system takes everything that is created there from then on, things that cannot run included. fargatectl uses label selectors.

fargatectl marks the pod templates that it moves with the label fargatectl.io/compute=fargate and lets the profile select by it: one workload at a time goes, and goes back, without touching the profile.`,
      ko: `프로필에는 프라이빗 서브넷, 파드 실행 역할, 그리고 최대 다섯 개의 선택기(네임스페이스와 선택적인 레이블)가 있습니다. 파드가 생성될 때 EKS는 네임스페이스와 레이블이 맞는 프로필을 찾고, 있으면 Fargate 스케줄러에 넘깁니다. 이미 있는 파드는 옮겨지지 않으므로 다시 만들어져야 합니다.

- 프로필은 수정할 수 없고 생성과 삭제만 가능하며, 클러스터 전체에서 한 번에 하나씩만 처리됩니다.
- 프로필을 삭제하면 그 프로필로 실행 중인 파드도 삭제됩니다.
- 두 프로필이 일치하면 이름이 알파벳순으로 앞선 것이 이깁니다. 파드의 eks.amazonaws.com/fargate-profile 레이블로 하나를 지정할 수 있습니다.
- 파드 템플릿에 eks.amazonaws.com/compute-type: ec2 주석이 있으면 건드리지 않습니다.
- kube-system 전체를 선택하면 그때부터 그곳에 생기는 모든 파드를, 실행할 수 없는 것까지 가져갑니다. fargatectl은 레이블 선택기를 씁니다.

fargatectl은 옮길 파드 템플릿에 fargatectl.io/compute=fargate 레이블을 붙이고 프로필이 그것을 선택하게 합니다. 프로필을 건드리지 않고 워크로드를 하나씩 보내고 되돌릴 수 있습니다.`,
    },
    sources: [SOURCES.profile, 'https://docs.aws.amazon.com/eks/latest/userguide/delete-fargate-profile.html'], // prettier-ignore
    see: ['no-matching-profile', 'node-selector-conflict', '4', '14', 'migration'],
  },
  {
    id: 'sizing',
    aliases: ['size', 'sizes'],
    title: { en: 'How a pod gets its size', ko: '파드의 크기가 정해지는 방법' },
    body: {
      en: `Fargate adds up what the long-running containers request, takes the largest init container where that is more, adds 256 MiB of memory for its own agents, and rounds up to the next size on its list: 0.25 vCPU with 0.5 to 2 GB, 0.5 with 1 to 4, 1 with 2 to 8, 2 with 4 to 16, 4 with 8 to 30, 8 with 16 to 60 (steps of 4), 16 with 32 to 120 (steps of 8).

- No requests at all: 0.25 vCPU and 0.5 GB, half of the memory already spoken for.
- 1 vCPU and 8 GB requested becomes 2 vCPU and 9 GB, because of the 256 MiB.
- Limits do not size a pod, unless requests are missing: then Kubernetes copies them.
- Disk: 20 GiB, more by requesting ephemeral-storage, up to 175 GiB.

After the pod has started, its annotation CapacityProvisioned tells what you pay for. The node's own capacity is larger and means nothing.`,
      ko: `Fargate는 계속 실행되는 컨테이너의 요청을 더하고, 초기화 컨테이너 중 가장 큰 값이 더 크면 그것을 쓰며, 자체 에이전트용으로 메모리 256 MiB를 더한 뒤 목록의 다음 크기로 올림합니다: 0.25 vCPU는 0.5~2 GB, 0.5는 1~4, 1은 2~8, 2는 4~16, 4는 8~30, 8은 16~60(4씩), 16은 32~120(8씩).

- 요청이 전혀 없으면 0.25 vCPU와 0.5 GB이며, 메모리의 절반은 이미 쓰인 셈입니다.
- 1 vCPU와 8 GB를 요청하면 256 MiB 때문에 2 vCPU와 9 GB가 됩니다.
- 제한(limits)은 크기에 영향을 주지 않습니다. 다만 요청이 없으면 쿠버네티스가 제한을 요청으로 복사합니다.
- 디스크는 20 GiB이고, ephemeral-storage를 요청하면 175 GiB까지 늘어납니다.

파드가 시작된 뒤 CapacityProvisioned 주석에 실제로 요금을 내는 크기가 적힙니다. 노드에 표시되는 용량은 더 크며 의미가 없습니다.`,
    },
    sources: [SOURCES.podConfiguration],
    see: ['missing-requests', 'size-boundary', 'pod-too-large', 'cost'],
  },
  {
    id: 'cost',
    aliases: ['price', 'prices', 'bill'],
    title: { en: 'What it costs', ko: '비용' },
    body: {
      en: `Fargate charges vCPU and GB per second, with a minimum of one minute, for the rounded size of each pod. There is no Spot and no Arm on EKS. Compute Savings Plans apply; EC2 Reserved Instances and EC2 Instance Savings Plans do not, and keep running.

- While both exist, during the move, both are paid.
- Pods of finished Jobs are paid until they are deleted.
- Each start downloads the image again: NAT data can grow, unless ECR and S3 have endpoints.
- Many small pods are the dear case: the smallest one costs about ten dollars a month in Seoul.

fargatectl size shows the bill before and after, what it could not price, and the edits that would make a pod fall into a cheaper size.`,
      ko: `Fargate는 파드마다 올림한 크기의 vCPU와 GB를 초 단위로, 최소 1분부터 청구합니다. EKS에는 Spot과 Arm이 없습니다. Compute Savings Plans는 적용되지만 EC2 예약 인스턴스와 EC2 Instance Savings Plans는 적용되지 않고 계속 청구됩니다.

- 옮기는 동안 둘 다 있으면 둘 다 냅니다.
- 끝난 Job의 파드는 삭제할 때까지 요금이 나옵니다.
- 시작할 때마다 이미지를 다시 받으므로, ECR과 S3 엔드포인트가 없으면 NAT 데이터가 늘 수 있습니다.
- 작은 파드가 많을 때 비쌉니다. 가장 작은 파드가 서울 리전에서 한 달에 약 10달러입니다.

fargatectl size는 전후의 비용과 가격을 알 수 없는 것, 더 싼 크기로 내려갈 수 있는 수정을 보여 줍니다.`,
    },
    sources: ['https://aws.amazon.com/fargate/pricing/', SOURCES.fargate],
    see: ['sizing', '20', '23', 'spot-price-lost', 'finished-job-cost'],
  },
  {
    id: 'storage',
    aliases: ['efs', 'volumes'],
    title: { en: 'Volumes: EFS, and why not EBS', ko: '볼륨: EFS, 그리고 EBS가 안 되는 이유' },
    body: {
      en: `A Fargate pod mounts EFS file systems through static PersistentVolumes, with no driver to install: EKS brings it. The CSIDriver object efs.csi.aws.com must exist in the cluster, so removing the EFS add-on without keeping its objects breaks mounts. EBS volumes are attached to an instance, and there is none.

Not everything that lies on EBS belongs on EFS. Shared uploads and assets do. Databases do not: their latency and locking suffer; move them to a managed service, or keep them on EC2. fargatectl plans the first, and says so plainly of the second.

The move of files: a first copy while the application runs, then a short stop of its writers, a second copy of what changed, a comparison by checksum, and a start with the new volume, still on EC2. Only then does it go to Fargate. The old volume is kept.`,
      ko: `Fargate 파드는 정적 PersistentVolume으로 EFS를 마운트하며 드라이버 설치가 필요 없습니다. EKS가 제공합니다. 다만 클러스터에 CSIDriver 객체 efs.csi.aws.com이 있어야 하므로, 객체를 남기지 않고 EFS 애드온을 삭제하면 마운트가 깨집니다. EBS 볼륨은 인스턴스에 연결되는데 Fargate에는 연결할 인스턴스가 없습니다.

EBS에 있는 것이 모두 EFS에 맞지는 않습니다. 공유 업로드 파일이나 정적 자산은 맞습니다. 데이터베이스는 지연 시간과 잠금 때문에 맞지 않으니 관리형 서비스로 옮기거나 EC2에 두십시오. fargatectl은 앞의 것은 계획에 넣고 뒤의 것은 분명하게 말해 줍니다.

파일 이전 순서: 애플리케이션이 실행되는 동안 1차 복사, 쓰기를 잠시 멈추고 바뀐 것만 2차 복사, 체크섬 비교, 그리고 아직 EC2에서 새 볼륨으로 시작합니다. 그다음에야 Fargate로 갑니다. 원래 볼륨은 남겨 둡니다.`,
    },
    sources: [SOURCES.efs, 'https://github.com/kubernetes-sigs/aws-efs-csi-driver/issues/1494'],
    see: ['19', '21', '22', 'ebs-volume', 'efs-dynamic-provisioning'],
  },
  {
    id: 'network',
    aliases: ['networking', 'load-balancer'],
    title: { en: 'Network: subnets, security groups, targets', ko: '네트워크: 서브넷, 보안 그룹, 대상' },
    body: {
      en: `Fargate pods live in private subnets: no route to an internet gateway, and a way out through NAT or VPC endpoints, for images and AWS' APIs. Each pod takes an address of its subnet.

- They carry the cluster security group, not the nodes'. A database that admits only the node group's security group will refuse them; the two groups must also let DNS (port 53) through to each other while the cluster is mixed.
- Load balancers reach them as ip targets only. Change target groups to ip while the pods are still on EC2, wait until the new targets are healthy, and only then move.
- Instance metadata (IMDS) does not answer. Region and VPC must be told, credentials must come from IAM roles for service accounts; EKS Pod Identity does not work either.
- NetworkPolicy is accepted and not enforced.`,
      ko: `Fargate 파드는 프라이빗 서브넷에 있습니다. 인터넷 게이트웨이로 가는 직접 경로가 없고, 이미지와 AWS API를 위해 NAT나 VPC 엔드포인트로 나갈 수 있어야 합니다. 파드마다 서브넷의 주소를 하나씩 씁니다.

- 노드의 보안 그룹이 아니라 클러스터 보안 그룹을 씁니다. 노드 그룹의 보안 그룹만 허용하는 데이터베이스는 연결을 거부합니다. 섞여 있는 동안 두 그룹은 서로 DNS(53번 포트)도 허용해야 합니다.
- 로드 밸런서는 ip 대상으로만 도달합니다. 파드가 아직 EC2에 있을 때 대상 그룹을 ip로 바꾸고, 새 대상이 정상이 된 뒤에 옮기십시오.
- 인스턴스 메타데이터(IMDS)는 응답하지 않습니다. 리전과 VPC를 알려 주고 자격 증명은 서비스 계정용 IAM 역할(IRSA)로 받아야 합니다. EKS Pod Identity도 동작하지 않습니다.
- NetworkPolicy는 받아들여지지만 적용되지 않습니다.`,
    },
    sources: [SOURCES.fargate, SOURCES.securityGroups, SOURCES.podIdentity, SOURCES.networkPolicy],
    see: ['2', '10', '12', '15', 'security-group-gap', 'load-balancer-instance-target', 'subnet-no-egress'],
  },
  {
    id: 'waivers',
    aliases: ['waiver', 'expired-waiver', 'unused-waiver', 'baseline'],
    title: { en: 'Accepting a finding, and comparing with before', ko: '발견 항목의 예외 처리와 이전 평가 비교' },
    body: {
      en: `A waiver says that somebody has seen a finding and accepts it, why, and until when. It takes the finding out of --fail-on; it makes no pod run, so the verdict stays. After its last day it waives nothing, and is a finding of its own until somebody decides anew.

fargatectl assess --waivers waivers.yaml, with:

- apiVersion: fargatectl/v1
- kind: Waivers
- waivers: [{ rule: host-port, workload: "app/*", reason: "Service comes in March", expires: 2027-03-31 }]

The workload is namespace/name or Kind namespace/name, with * and ?; "cluster" stands for findings of the cluster. expires is a day or never. An unknown key is an error.

A baseline is an earlier fargatectl assess -o json. With --baseline FILE the assessment says what is new, what is gone and which verdicts got better or worse; with --fail-on-new only what is new counts for the exit code.`,
      ko: `예외(waiver)는 누군가 발견 항목을 보고 받아들였다는 사실과 이유, 기한을 적은 것입니다. --fail-on 집계에서 빠지지만 파드가 실행되게 하지는 않으므로 판정은 그대로입니다. 마지막 날이 지나면 효력이 없고, 다시 결정할 때까지 그 자체가 발견 항목이 됩니다.

fargatectl assess --waivers waivers.yaml, 파일 내용:

- apiVersion: fargatectl/v1
- kind: Waivers
- waivers: [{ rule: host-port, workload: "app/*", reason: "3월에 Service로 전환", expires: 2027-03-31 }]

workload는 namespace/name 또는 Kind namespace/name이며 *와 ?를 쓸 수 있습니다. "cluster"는 클러스터의 발견 항목입니다. expires는 날짜 또는 never입니다. 모르는 키는 오류입니다.

기준(baseline)은 이전 fargatectl assess -o json 결과입니다. --baseline FILE을 주면 새로 생긴 것, 사라진 것, 좋아지거나 나빠진 판정을 보여 줍니다. --fail-on-new를 더하면 새로 생긴 것만 종료 코드에 반영됩니다.`,
    },
    sources: [SOURCES.fargate],
    see: ['migration'],
  },
]; // prettier-ignore
