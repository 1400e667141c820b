import { agree, counted, text, type Text } from '../../model/index.ts';
import type { MixProblem } from './problem.ts';

/** Requests by use or by what-if may be more than a node has; its pods are not driven out, and no bound holds for them. */
export function overcommitted({
  kinds,
  nodeKinds,
  items,
}: Pick<MixProblem, 'kinds' | 'nodeKinds' | 'items'>): readonly Text[] {
  const asked = nodeKinds.map(() => ({ milliCpu: 0, memoryMiB: 0 }));
  for (const { need, parts } of items)
    for (const { at } of parts)
      for (const [n, pods] of at) {
        const node = asked[n];
        if (!node) continue;
        node.milliCpu += pods * need.milliCpu;
        node.memoryMiB += pods * need.memoryMiB;
      }
  const over = asked.filter((a, n) => {
    const room = kinds[nodeKinds[n] ?? -1]?.room;
    return room && (a.milliCpu > room.milliCpu || a.memoryMiB > room.memoryMiB);
  }).length;
  return over === 0
    ? []
    : [text(`on ${counted(over, 'node')} more is asked for than ${agree(over, 'it has', 'they have')}; a mix may keep those pods where they are`, `노드 ${over}개는 가진 것보다 많은 요청을 받고 있습니다. 조합은 그 파드를 제자리에 둘 수 있습니다`)]; // prettier-ignore
}
