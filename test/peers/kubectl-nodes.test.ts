import { describe } from 'vitest';
import { KUBECTLS, table } from './commands.ts';
import { withPeers } from './peer.ts';

/** The node of one of the section's pods. */
const NODE = `POD=$(kubectl get pod -l app=web -o jsonpath="{.items[0].metadata.name}"); NODE=$(kubectl get pod $POD -o jsonpath="{.spec.nodeName}")`;
const pdb = (minAvailable: number): string =>
  `kubectl delete pdb web --ignore-not-found >/dev/null; kubectl create pdb web --selector=app=web --min-available=${minAvailable} && until [ "$(kubectl get pdb web -o jsonpath={.status.observedGeneration})" = 1 ]; do sleep 0.1; done`;

// The cluster is one for both kubectls, and drained nodes stay drained: the second begins with them.
withPeers('kubectl and nodes', ['kubectl', 'kubectl36'], (peers) => {
  describe.each(KUBECTLS)('kubectl $minor', ({ kubectl, minor }) => {
    const namespace = `nodes-${minor.replace('.', '-')}`;
    const common = { peers, kubectl, namespace };

    table({ ...common, title: 'set the scene', prelude: `NS=${namespace}` }, [
      { run: 'kubectl create namespace $NS && kubectl create deploy web --image=nginx:1.25 --replicas=2 && kubectl rollout status deploy/web --timeout=60s', out: ['successfully rolled out'] },
    ]); // prettier-ignore

    table({ ...common, title: 'cordon and taint', prelude: NODE }, [
      { run: 'kubectl cordon $NODE && kubectl get node $NODE', out: [/node\/ip-[\w.-]+ cordoned\n/, 'Ready,SchedulingDisabled'] },
      { run: 'kubectl describe node $NODE', out: [/Unschedulable: +true/, /Taints: +node\.kubernetes\.io\/unschedulable:NoSchedule/] },
      { run: 'kubectl uncordon $NODE && kubectl uncordon $NODE', out: [/ uncordoned\nnode\/ip-[\w.-]+ already uncordoned\n$/] },
      { run: 'kubectl taint node $NODE a=b:NoSchedule', out: [/tainted\n$/] },
      { run: 'kubectl taint node $NODE a=b:NoSchedule', code: 1, err: ['already has a taint(s) with same effect(s) and --overwrite is false'] },
      { run: 'kubectl taint node $NODE a=b:NoSchedule-', out: [/untainted\n$/] },
      { run: 'kubectl taint node $NODE a=b:NoSchedule-', code: 1, err: ['error: taint "a:NoSchedule" not found'] },
      { run: 'kubectl label node $NODE disk=fast && kubectl get nodes -l disk=fast -o name | wc -l && kubectl label node $NODE disk-', out: [/\n\s*1\n/] },
    ]); // prettier-ignore

    table({ ...common, title: 'pods that fit nowhere', prelude: '' }, [
      { run: `kubectl run big --image=x --overrides='{"spec":{"nodeSelector":{"disk":"none"}}}' && until kubectl get pod big -o jsonpath='{.status.conditions[0].message}' | grep -q available; do sleep 0.1; done; kubectl describe pod big`, out: [/Warning +FailedScheduling .*default-scheduler +0\/\d+ nodes are available: .*didn't match Pod's node affinity\/selector/] },
      { run: 'kubectl delete pod big', out: ['deleted'] },
    ]); // prettier-ignore

    table({ ...common, title: 'drain', prelude: NODE }, [
      { run: 'kubectl drain $NODE', code: 1, err: ['cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)'] },
      { run: `${pdb(2)}; kubectl drain $NODE --ignore-daemonsets --pod-selector=app=web --timeout=1s`, code: 1, err: [/error when evicting pods\/"web-\w+-\w+" -n "[\w-]+" \(will retry after 5s\): Cannot evict pod as it would violate the pod's disruption budget\./] },
      { name: 'the Eviction API says 429 and why', run: `kubectl create --raw /api/v1/namespaces/${namespace}/pods/$POD/eviction -f - <<JSON
{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"$POD","namespace":"${namespace}"}}
JSON`, code: 1, err: [/Cannot evict pod as it would violate the pod's disruption budget/] },
      { run: `${pdb(1)}; kubectl drain $NODE --ignore-daemonsets --pod-selector=app=web --dry-run=server`, out: [/drained \(server dry run\)/] },
      { run: 'kubectl drain $NODE --ignore-daemonsets --pod-selector=app=web --timeout=60s', out: [/pod\/web-\w+-\w+ evicted\n/, / drained\n$/] },
      { run: 'kubectl rollout status deploy/web --timeout=60s && kubectl get nodes --field-selector spec.unschedulable=true -o name | wc -l', out: [/\n\s*[12]\s*$/] },
      { run: 'for n in $(kubectl get nodes --field-selector spec.unschedulable=true -o name); do kubectl uncordon $n; done', out: [/uncordoned/] },
      { run: `kubectl delete ns ${namespace} --timeout=60s`, out: ['deleted'] },
    ]); // prettier-ignore
  });
});
