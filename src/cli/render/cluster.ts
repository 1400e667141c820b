import { COMPUTE_TYPE, isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import type { Kubernetes } from '../../ports/index.ts';
import type { Io } from '../io.ts';
import { table } from './table.ts';

/** Nodes and what runs on them, a line each: the shape of a cluster at a glance. */
export async function clusterText(kube: Kubernetes, io: Io): Promise<string> {
  const ko = io.lang === 'ko';
  const nodes = await kube.list({ apiVersion: 'v1', kind: 'Node' });
  const pods = (await kube.list({ apiVersion: 'v1', kind: 'Pod' })) as readonly Pod[];
  const rows = [...nodes]
    .sort((a, b) =>
      place(a) < place(b)
        ? -1
        : place(a) > place(b)
          ? 1
          : a.metadata.name < b.metadata.name
            ? -1
            : 1,
    )
    .map((n) => {
      const on = pods.filter(
        (p) => p.spec.nodeName === n.metadata.name && p.status?.phase !== 'Succeeded',
      );
      const ready = on.filter(isPodReady).length;
      return [
        place(n),
        n.metadata.name,
        `${ready}/${on.length}`,
        on
          .map((p) => shortName(p))
          .sort()
          .join(' '),
      ];
    });
  const heads = ko ? ['종류', '노드', '준비', '파드'] : ['KIND', 'NODE', 'READY', 'PODS'];
  const columns = heads.map((head, i) =>
    i === 3 ? { head, width: Math.max(40, Math.min(io.columns, 130) - 68) } : { head },
  );
  return table(columns, rows, io);
}

const place = (n: KubeObject): string => {
  const labels = n.metadata.labels ?? {};
  if (labels[COMPUTE_TYPE] === 'fargate') return 'Fargate';
  return `EC2 ${labels['eks.amazonaws.com/nodegroup'] ?? ''} ${labels['node.kubernetes.io/instance-type'] ?? ''}`;
};
/** A Deployment's name without the hashes of its ReplicaSet and pod. */
const shortName = (p: Pod): string =>
  p.metadata.name.replace(/-[a-f0-9]{7,10}-[a-z0-9]{5}$/, '').replace(/-[a-z0-9]{5}$/, '');
