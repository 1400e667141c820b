import type { RuleTold } from './told.ts';

/** Rules about sizes and money. */
export const sizes: Readonly<Record<string, RuleTold>> = {
  'pod-too-large': {
    looks: { en: 'Requests of the whole pod, with LimitRanges applied and 256 MiB added for Fargate itself.', ko: 'LimitRange를 적용하고 Fargate용 256 MiB를 더한 파드 전체의 요청을 봅니다.' },
    why: { en: 'The largest Fargate pod has 16 vCPU and 120 GB. A larger one stays Pending. A quantity that Kubernetes cannot read is told here too, a volume’s sizeLimit included.', ko: '가장 큰 Fargate 파드는 16 vCPU, 120 GB입니다. 더 크면 Pending에 머뭅니다. 볼륨의 sizeLimit을 포함해 쿠버네티스가 읽을 수 없는 수량도 여기서 알려 줍니다.' },
    mend: { en: 'Request what it really uses, or split it into more and smaller pods.', ko: '실제로 쓰는 만큼 요청하거나 더 작은 파드 여럿으로 나누십시오.' },
  },
  'missing-requests': {
    looks: { en: 'Containers without a cpu or memory request, after limits and LimitRanges have been applied.', ko: '제한과 LimitRange를 적용한 뒤에도 cpu나 memory 요청이 없는 컨테이너를 봅니다.' },
    why: { en: 'On a node such a container takes what is free. On Fargate it counts as nothing, and the pod gets the smallest size that the others add up to: it is throttled, or killed for memory.', ko: '노드에서는 남는 것을 가져다 씁니다. Fargate에서는 0으로 계산되어 나머지만 합산한 가장 작은 크기를 받습니다. CPU가 제한되거나 메모리 부족으로 종료됩니다.' },
    mend: { en: 'Measure (kubectl top pod --containers, over a busy day) and request that.', ko: '바쁜 날의 사용량을 재서(kubectl top pod --containers) 요청하십시오.' },
    accept: { en: 'If the smallest size is enough, the move goes on; the first pod shows it.', ko: '가장 작은 크기로 충분하면 그대로 옮겨도 됩니다. 첫 파드에서 드러납니다.' },
  },
  'requests-not-limits': {
    looks: { en: 'The sum of memory limits against the memory of the size that the requests lead to, and the sizeLimit of volumes in memory.', ko: '메모리 제한의 합을 요청으로 정해지는 크기의 메모리와 비교하고, 메모리 볼륨의 sizeLimit도 봅니다.' },
    why: { en: 'Fargate sizes the virtual machine by requests. There is no neighbor’s free memory to grow into, so a limit above it promises what is not there. A container whose limit is above the whole size was seen not to start.', ko: 'Fargate는 요청으로 가상 머신 크기를 정합니다. 빌려 쓸 이웃의 메모리가 없으므로 그보다 큰 제한은 없는 것을 약속하는 셈입니다. 제한이 전체 크기보다 큰 컨테이너는 시작하지 못한 사례가 있습니다.' },
    mend: { en: 'Set the memory request to what it needs at its peak.', ko: '메모리 요청을 최대 사용량에 맞추십시오.' },
  },
  'size-boundary': {
    looks: { en: 'Needs within 5 % of the edge of a Fargate size.', ko: '필요한 크기가 Fargate 크기 경계의 5% 안에 있는지 봅니다.' },
    why: { en: 'AWS does not say whether it counts in MB or MiB there. The pod may get the next size, and the next price.', ko: 'AWS는 여기서 MB로 세는지 MiB로 세는지 밝히지 않습니다. 다음 크기와 다음 요금이 될 수 있습니다.' },
    mend: { en: 'fargatectl size shows the cheapest edit. After the move the annotation CapacityProvisioned tells the truth.', ko: 'fargatectl size가 가장 값싼 수정을 보여 줍니다. 옮긴 뒤에는 CapacityProvisioned 주석이 사실을 알려 줍니다.' },
  },
  'spot-price-lost': {
    looks: { en: 'Node groups with capacity type SPOT.', ko: '용량 유형이 SPOT인 노드 그룹을 봅니다.' },
    why: { en: 'EKS has no Fargate Spot. What ran at the Spot price will run at the full one.', ko: 'EKS에는 Fargate Spot이 없습니다. Spot 가격으로 실행되던 것이 정가로 실행됩니다.' },
    mend: { en: 'Compare with fargatectl size before you decide. Compute Savings Plans cover Fargate.', ko: '결정하기 전에 fargatectl size로 비교하십시오. Compute Savings Plans는 Fargate에도 적용됩니다.' },
    accept: { en: 'Keep on Spot what tolerates interruption: plan --keep NAMESPACE/NAME.', ko: '중단을 견디는 것은 Spot에 두십시오: plan --keep NAMESPACE/NAME.' },
  },
  'finished-job-cost': {
    looks: { en: 'ttlSecondsAfterFinished of Jobs and of the job templates of CronJobs.', ko: 'Job과 CronJob 작업 템플릿의 ttlSecondsAfterFinished를 봅니다.' },
    why: { en: 'The pod of a finished Job keeps its Fargate node until it is deleted, and the node is paid.', ko: '끝난 Job의 파드는 삭제될 때까지 Fargate 노드를 붙들고 요금이 나옵니다.' },
    mend: { en: 'Set ttlSecondsAfterFinished, a few minutes where the logs go elsewhere.', ko: 'ttlSecondsAfterFinished를 설정하십시오. 로그가 다른 곳으로 간다면 몇 분이면 됩니다.' },
  },
  'vpa-mode': {
    looks: { en: 'VerticalPodAutoscalers of the workload, and their update mode.', ko: '워크로드의 VerticalPodAutoscaler와 업데이트 모드를 봅니다.' },
    why: { en: 'A Fargate pod changes its size only by being made anew. In modes Off, Initial or in-place the recommendation stays on paper.', ko: 'Fargate 파드는 새로 만들어져야 크기가 바뀝니다. Off, Initial, 제자리 모드에서는 권장값이 적용되지 않습니다.' },
    mend: { en: 'Use Recreate (or Auto), together with a PodDisruptionBudget.', ko: 'PodDisruptionBudget과 함께 Recreate(또는 Auto)를 쓰십시오.' },
  },
  'hpa-start-lag': {
    looks: { en: 'HorizontalPodAutoscalers and KEDA’s ScaledObjects that scale the workload.', ko: '워크로드를 늘리고 줄이는 HorizontalPodAutoscaler와 KEDA의 ScaledObject를 봅니다.' },
    why: { en: 'A new pod waits for a new node and a fresh image: about a minute, where an EC2 node with room takes seconds. A sudden rush is met later.', ko: '새 파드는 새 노드와 새 이미지를 기다립니다. 자리가 있는 EC2 노드에서는 몇 초지만 여기서는 1분쯤 걸립니다. 갑작스러운 부하에 늦게 대응합니다.' },
    mend: { en: 'Raise minReplicas or lower the target, so that what runs carries a minute of growth. Small images help.', ko: 'minReplicas를 올리거나 목표를 낮춰 실행 중인 파드가 1분 동안의 증가를 감당하게 하십시오. 이미지가 작을수록 좋습니다.' },
  },
}; // prettier-ignore
