import { describe } from 'vitest';
import { KUBECTLS, table } from './commands.ts';
import { withPeers } from './peer.ts';

const POD = 'POD=$(kubectl get pod -l app=web -o jsonpath="{.items[0].metadata.name}")';
const STATE = (name: string): string =>
  `kubectl get pod "$POD" -o jsonpath='{.status.ephemeralContainerStatuses[?(@.name=="${name}")].state.terminated.exitCode}'`;

withPeers('kubectl and running pods', ['kubectl', 'kubectl36'], (peers) => {
  describe.each(KUBECTLS)('kubectl $minor', ({ kubectl, minor }) => {
    const namespace = `pods-${minor.replace('.', '-')}`;
    const common = { peers, kubectl, namespace, prelude: `NS=${namespace}; ${POD}` };

    table({ ...common, title: 'logs', prelude: `NS=${namespace}` }, [
      { run: 'kubectl create namespace $NS && kubectl create deploy web --image=nginx:1.25 --replicas=2 && kubectl rollout status deploy/web --timeout=60s', out: ['successfully rolled out'] },
      { run: 'kubectl logs deploy/web --tail=1', out: '/docker-entrypoint.sh: Configuration complete; ready for start up\n', err: [/Found 2 pods, using pod\/web-/] },
      { run: 'kubectl logs -l app=web --prefix --timestamps', out: [/^(\[pod\/web-\w+-\w+\/nginx\] \d{4}-\d\d-\d\dT[\d:.]+Z .*\n){2}$/] },
      { run: 'kubectl logs deploy/web --since=1ms', code: 1, err: [/The PodLogOptions "web-\S+" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0/] },
      { run: 'kubectl logs deploy/web --previous', code: 1, err: [/previous terminated container "nginx" in pod "web-\w+-\w+" not found/] },
      { run: 'kubectl logs deploy/web -c nope', code: 1, err: [/container nope is not valid for pod web-/] },
      { run: 'kubectl logs nope', code: 1, err: [/pods "nope" not found/] },
      { name: 'logs -f lasts as long as its container', run: `${POD}; kubectl logs -f "$POD" > followed.log & sleep 1; kill -0 $! && kubectl delete pod "$POD" --wait=false && wait $! && cat followed.log`, out: ['ready for start up'] },
      { run: 'kubectl rollout status deploy/web --timeout=60s', out: ['successfully rolled out'] },
    ]); // prettier-ignore

    table({ ...common, title: 'exec and attach' }, [
      { run: 'kubectl exec "$POD" -- ls /', out: ['etc\n', 'tmp\n'] },
      { run: 'kubectl exec "$POD" -- hostname; echo "$POD"', out: [/^(web-\w+-\w+)\n\1\n$/] },
      { run: "kubectl exec \"$POD\" -- sh -c 'echo out; echo err >&2; exit 3'", code: 3, out: 'out\n', err: 'err\ncommand terminated with exit code 3\n' },
      { run: 'echo abc | kubectl exec -i "$POD" -- cat', out: 'abc\n' },
      { run: "echo abc | kubectl exec -i \"$POD\" -- sh -c 'cat > /tmp/kept' && kubectl exec \"$POD\" -- cat /tmp/kept", out: 'abc\n' },
      { run: 'printf "echo a\\nexit 7\\n" | kubectl exec -i "$POD" -- sh', code: 7, out: 'a\n' },
      { run: 'kubectl exec "$POD" -- nosuch', code: 1, err: ['Internal error occurred: error executing command in container: failed to exec in container', 'exec: "nosuch": executable file not found in $PATH'] },
      { run: 'kubectl exec "$POD" -c nope -- ls', code: 1, err: [/container nope is not valid for pod/] },
      { run: 'kubectl exec nope -- ls', code: 1, err: 'Error from server (NotFound): pods "nope" not found\n' },
      { name: 'exec -it in a terminal', run: 'declare -f command_kubectl kubectl kubectl36 > functions 2>/dev/null; printf "hostname\\nexit 4\\n" | script -qec ". ./functions; kubectl exec -it $POD -- sh" /dev/null', code: 4, out: [/# /, /web-\w+-\w+/] },
      { run: 'timeout 20 bash -c "$(declare -f); kubectl attach $POD & sleep 1; kubectl delete pod $POD --wait=false; wait %1"; kubectl rollout status deploy/web --timeout=60s', out: ['successfully rolled out'] },
    ]); // prettier-ignore

    table({ ...common, title: 'cp' }, [
      { run: 'seq 1000 > numbers && kubectl cp numbers "$POD":/tmp/numbers && kubectl exec "$POD" -- sha256sum /tmp/numbers | cut -d" " -f1 | grep -q "$(sha256sum numbers | cut -d" " -f1)"' },
      { run: 'kubectl cp "$POD":/tmp/numbers back && cmp numbers back' },
      { run: 'mkdir -p folder/sub && echo one > folder/a && echo two > folder/sub/b && kubectl cp folder "$POD":/srv && kubectl exec "$POD" -- cat /srv/folder/sub/b /srv/folder/a 2>/dev/null || kubectl exec "$POD" -- cat /srv/sub/b /srv/a', out: 'two\none\n' },
      { run: 'kubectl cp "$POD":/nope back2; test ! -e back2' },
    ]); // prettier-ignore

    table({ ...common, title: 'run' }, [
      { run: 'kubectl run once --image=busybox --rm -i --restart=Never -- echo hello', out: [/^hello\n/, /pod "once" deleted/] },
      { run: 'echo "hostname; exit 5" | kubectl run shell --image=busybox --rm -i --restart=Never -- sh', code: 5, out: [/^shell\n/] },
      { run: 'kubectl run fails --image=busybox --restart=Never -- sh -c "exit 2"; kubectl wait --for=jsonpath={.status.phase}=Failed pod/fails --timeout=30s && kubectl get pod fails -o jsonpath="{.status.containerStatuses[0].state.terminated.exitCode}"', out: [/\n2$/] },
      { run: 'kubectl exec fails -- ls', code: 1, err: [/cannot exec into a container in a completed pod; current phase is Failed/] },
      { run: 'kubectl delete pod fails --grace-period=0 --force', out: [/pod "fails" force deleted/] },
    ]); // prettier-ignore

    table({ ...common, title: 'debug' }, [
      { run: 'kubectl debug "$POD" --image=busybox -c looks -- sh -c "echo looked; exit 6"; until [ "$(' + STATE('looks') + ')" = 6 ]; do sleep 0.2; done; kubectl logs "$POD" -c looks', out: ['looked\n'] },
      { run: 'echo "hostname; exit 5" | kubectl debug "$POD" --image=busybox -c shell -i -- sh; until [ "$(' + STATE('shell') + ')" = 5 ]; do sleep 0.2; done', out: [/web-\w+-\w+\n/] },
      { run: 'kubectl debug "$POD" --image=busybox -c target --target=web -- sleep 1d', code: 1, err: [/spec\.ephemeralContainers\[2\]\.targetContainerName: Not found: "web"/] },
      { run: `kubectl patch pod "$POD" --subresource=ephemeralcontainers --type=json -p '[{"op":"remove","path":"/spec/ephemeralContainers/0"}]'`, code: 1, err: [/existing ephemeral containers "looks" may not be removed/] },
      { run: 'kubectl debug "$POD" --image=busybox -c stays --target=nginx -- sleep 1d && kubectl describe pod "$POD"', out: [/Ephemeral Containers:/, /stays:/, /Image: +busybox/] },
      { run: 'kubectl debug "$POD" --copy-to=copy --image=busybox -- sleep 1d && kubectl wait --for=condition=Ready pod/copy --timeout=30s', out: ['condition met'] },
      { run: 'kubectl debug node/"$(kubectl get nodes -o jsonpath={.items[0].metadata.name})" --image=busybox -- sleep 1', out: [/Creating debugging pod node-debugger-ip-/] },
    ]); // prettier-ignore
  });
});
