import { text, type Text } from '../../model/index.ts';

export const OPTIONS = ['stay', 'tidy', 'karpenter', 'auto-mode', 'fargate-part', 'fargate-whole'] as const; // prettier-ignore
export type OptionId = (typeof OPTIONS)[number];

/** What does not depend on the cluster. */
export interface Character {
  readonly title: Text;
  /** What one need no longer care for. */
  readonly freed: Text;
  readonly lockIn: Text;
  readonly wayBack: Text;
}

export const CHARACTER: Readonly<Record<OptionId, Character>> = {
  stay: {
    title: text('Stay as it is', '그대로 두기'),
    freed: text('nothing', '없음'),
    lockIn: text('none', '없음'),
    wayBack: text('not needed', '필요 없음'),
  },
  tidy: {
    title: text('Tidy the node groups', '노드 그룹 정리'),
    freed: text('nothing: nodes are still patched and scaled by you', '없음. 노드 패치와 규모 조절은 여전히 직접 합니다'), // prettier-ignore
    lockIn: text('none', '없음'),
    wayBack: text('add the old node group again', '예전 노드 그룹을 다시 추가'),
  },
  karpenter: {
    title: text('Karpenter', 'Karpenter'),
    freed: text('choosing types and counts of nodes; Karpenter itself must be run and upgraded', '노드 유형과 수를 고르는 일. 대신 Karpenter를 운영하고 올려야 합니다'), // prettier-ignore
    lockIn: text(
      'little: open source, NodePools are its own objects',
      '적음: 오픈 소스이며 NodePool은 고유 객체',
    ),
    wayBack: text(
      'add a node group, drain Karpenter’s nodes, delete it',
      '노드 그룹을 추가하고 Karpenter 노드를 비운 뒤 삭제',
    ),
  },
  'auto-mode': {
    title: text('EKS Auto Mode', 'EKS Auto Mode'),
    freed: text('nodes, their patches, storage and load balancer controllers, DNS; DaemonSets go on working', '노드와 패치, 스토리지·로드 밸런서 컨트롤러, DNS. DaemonSet은 그대로 동작합니다'), // prettier-ignore
    lockIn: text('some: storage classes and load balancers of its own; nodes live 21 days at most', '어느 정도: 자체 스토리지 클래스와 로드 밸런서. 노드는 길어야 21일'), // prettier-ignore
    wayBack: text('add node groups and the add-ons again, move pods and volumes over, disable it', '노드 그룹과 애드온을 다시 추가하고 파드와 볼륨을 옮긴 뒤 끔'), // prettier-ignore
  },
  'fargate-part': {
    title: text('Fargate in part (the best mix)', '일부만 Fargate (가장 좋은 조합)'),
    freed: text('nodes of what moves; the rest keeps its nodes, and with them all their care', '옮긴 것의 노드. 남은 것은 노드와 그 관리가 그대로입니다'), // prettier-ignore
    lockIn: text('some: profiles and sizes are AWS’ own; manifests stay ordinary', '어느 정도: 프로파일과 크기는 AWS 고유, 매니페스트는 그대로'), // prettier-ignore
    wayBack: text('fargatectl rollback, workload by workload', 'fargatectl rollback으로 워크로드마다'), // prettier-ignore
  },
  'fargate-whole': {
    title: text('Fargate whole', '전부 Fargate'),
    freed: text(
      'nodes altogether: types, patches, scaling, packing',
      '노드 전부: 유형, 패치, 규모, 배치',
    ),
    lockIn: text('more: no DaemonSets, no privileged pods, no EBS; sidecars take their place', '더 큼: DaemonSet, 특권 파드, EBS가 없어지고 사이드카가 대신함'), // prettier-ignore
    wayBack: text('fargatectl rollback while its journal is kept; node groups must be made anew', '저널이 있는 동안 fargatectl rollback. 노드 그룹은 새로 만들어야 함'), // prettier-ignore
  },
};
