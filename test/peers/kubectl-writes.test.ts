import { describe } from 'vitest';
import { KUBECTLS, table } from './commands.ts';
import { withPeers } from './peer.ts';

const CONFIG = (color: string): string =>
  `kubectl() { case "$1" in *) command_kubectl --namespace $NS "$@";; esac; }; cat > config.yaml <<YAML
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: ${color}}
YAML
`;
const WEB = `cat > web.yaml <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.25", resources: {requests: {cpu: 50m}}}]}
YAML
`;
const OTHERS = `kubectl apply -f - <<YAML
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "postgres:16", resources: {requests: {cpu: 10m}}}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: "agent:1"}]}
YAML`;
const BAD = `cat > bad.yaml <<YAML
apiVersion: apps/v1
kind: Deployment
metadata: {name: Bad_Name}
spec:
  replicas: -1
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: b}}
    spec: {containers: [{name: a, imagee: x, ports: [{containerPort: 99999}]}]}
YAML
`;
const pod = (resources: string): string =>
  `kubectl apply -f - <<YAML
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: a, image: x, ${resources}}]}
YAML`;

withPeers('kubectl writes', ['kubectl', 'kubectl36'], (peers) => {
  describe.each(KUBECTLS)('kubectl $minor', ({ kubectl, minor }) => {
    const namespace = `writes-${minor.replace('.', '-')}`;
    const common = { peers, kubectl, namespace, prelude: `NS=${namespace}` };

    table({ ...common, title: 'apply and diff' }, [
      { run: `kubectl create namespace ${namespace}`, out: `namespace/${namespace} created\n` },
      { name: 'apply creates', run: `${CONFIG('blue')}kubectl apply -f config.yaml`, out: 'configmap/settings created\n' },
      { run: 'kubectl apply -f config.yaml', out: 'configmap/settings unchanged\n' },
      { name: 'diff shows what apply would do', run: `${CONFIG('red')}kubectl diff -f config.yaml`, code: 1, out: ['-  color: blue\n+  color: red\n'] },
      { run: 'kubectl apply -f config.yaml --dry-run=server', out: ['configmap/settings configured (server dry run)'] },
      { run: "kubectl get cm settings -o jsonpath='{.data.color}'", out: 'blue' },
      { name: 'server-side, another than who applied it conflicts', run: 'kubectl apply --server-side --field-manager=other -f config.yaml', code: 1, err: ['Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.color'] },
      { name: 'server-side, kubectl takes over what it applied before', run: 'kubectl apply --server-side -f config.yaml', out: 'configmap/settings serverside-applied\n' },
      { name: 'server-side, what somebody else changed since conflicts', run: `kubectl patch cm settings --field-manager=hand -p '{"data":{"color":"grey"}}' >/dev/null; kubectl apply --server-side -f config.yaml`, code: 1, err: ['Apply failed with 1 conflict: conflict with "hand" using v1: .data.color'] },
      { run: 'kubectl apply --server-side --force-conflicts -f config.yaml', out: 'configmap/settings serverside-applied\n' },
      { run: 'kubectl apply --server-side --field-manager=other -f config.yaml && kubectl get cm settings -o yaml --show-managed-fields | grep -c "manager: other"', out: [/\n1\n$/] },
      { run: 'kubectl diff -f config.yaml', out: '' },
      { name: 'edit', run: `printf '#!/bin/sh\\nsed -i "s/color: red/color: green/" "$1"\\n' > ed && chmod +x ed && EDITOR=./ed kubectl edit cm settings`, out: 'configmap/settings edited\n' },
      { name: 'edit without a change', run: 'EDITOR=./ed kubectl edit cm settings', err: ['Edit cancelled, no changes made.'] },
      { name: 'a kind that is not there', run: `printf 'apiVersion: foo/v1\\nkind: Bar\\nmetadata: {name: x}\\n' | kubectl apply -f -`, code: 1, err: ['resource mapping not found for name: "x"', 'no matches for kind "Bar" in version "foo/v1"\nensure CRDs are installed first'] },
      { name: 'an unknown field is refused', run: `${BAD}kubectl apply -f bad.yaml`, code: 1, err: ['Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagee"'] },
      { name: 'all faults at once, and the unknown field as a warning', run: 'kubectl apply --validate=warn -f bad.yaml', code: 1, err: ['Warning: unknown field "spec.template.spec.containers[0].imagee"', 'The Deployment "Bad_Name" is invalid: \n* metadata.name: Invalid value', '* spec.replicas: Invalid value: -1: must be greater than or equal to 0', '`selector` does not match template `labels`', '* spec.template.spec.containers[0].image: Required value', 'must be between 1 and 65535, inclusive'] },
      { name: 'a quantity that is none', run: pod('resources: {requests: {cpu: abc}}'), code: 1, err: ['Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression'] },
      { name: 'a number in place of a list', run: pod('env: 5'), code: 1, err: ['json: cannot unmarshal number into Go struct field Container.spec.containers.env of type []v1.EnvVar'] },
      { name: 'a request above its limit', run: pod('resources: {requests: {cpu: 2}, limits: {cpu: 1}}'), code: 1, err: ['must be less than or equal to cpu limit of 1'] },
    ]); // prettier-ignore

    table({ ...common, title: 'patch, label, set' }, [
      { run: `kubectl patch cm settings -p '{"data":{"x":"1"}}'`, out: 'configmap/settings patched\n' },
      { run: `kubectl patch cm settings --type merge -p '{"data":{"x":null}}'`, out: 'configmap/settings patched\n' },
      { run: `kubectl patch cm settings --type merge -p '{"data":{"x":null}}'`, out: 'configmap/settings patched (no change)\n' },
      { run: `kubectl patch cm settings --type json -p '[{"op":"add","path":"/data/y","value":"2"}]'`, out: 'configmap/settings patched\n' },
      { run: `kubectl patch cm settings --type json -p '[{"op":"test","path":"/data/y","value":"3"}]'`, code: 1, err: 'The request is invalid: the server rejected our request due to an error in our request\n' },
      { name: 'apply a Deployment', run: `${WEB}kubectl apply -f web.yaml && kubectl rollout status deploy/web --timeout=60s`, out: ['successfully rolled out'] },
      { run: `kubectl patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","env":[{"name":"A","value":"b"}]}]}}}}'`, out: ['patched'] },
      { run: "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[*].name} {.spec.template.spec.containers[0].image}'", out: 'nginx nginx:1.25' },
      { run: `kubectl patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`, out: 'scale.autoscaling/web patched\n' },
      { run: 'kubectl scale deploy web --replicas=4 --current-replicas=9', code: 1, err: 'error: Expected replicas to be 9, was 2\n' },
      { run: 'kubectl scale deploy web --replicas=3', out: 'deployment.apps/web scaled\n' },
      { run: 'kubectl label deploy web stage=test', out: 'deployment.apps/web labeled\n' },
      { run: 'kubectl label deploy web stage=prod', code: 1, err: `error: 'stage' already has a value (test), and --overwrite is false\n` },
      { run: 'kubectl label deploy web stage=prod --overwrite && kubectl label deploy web stage-', out: 'deployment.apps/web labeled\ndeployment.apps/web unlabeled\n' },
      { run: 'kubectl annotate deploy web note=1 --resource-version=1', code: 1, err: [`Error from server (Conflict): Operation cannot be fulfilled on deployments.apps "web": the object has been modified`] },
      { run: 'kubectl annotate deploy web note=1', out: 'deployment.apps/web annotated\n' },
      { run: 'kubectl set image deploy/web nginx=nginx:1.26', out: 'deployment.apps/web image updated\n' },
      { run: 'kubectl set env deploy/web X=1 && kubectl set env deploy/web --list', out: ['A=b', 'X=1'] },
      { run: 'kubectl set resources deploy/web --limits=cpu=200m,memory=512Mi', out: ['resource requirements updated'] },
    ]); // prettier-ignore

    table({ ...common, title: 'rollout' }, [
      { run: 'kubectl rollout status deploy/web --timeout=60s', out: ['deployment "web" successfully rolled out'] },
      { run: 'kubectl rollout history deploy/web', out: [/^deployment\.apps\/web \nREVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n/] },
      { run: 'kubectl rollout history deploy/web --revision=1', out: ['with revision #1', /Image:\tnginx:1\.25/] },
      { run: 'kubectl rollout undo deploy/web --to-revision=1', out: ['deployment.apps/web rolled back'] },
      { run: 'kubectl rollout undo deploy/web --to-revision=99', code: 1, err: ['error: unable to find specified revision 99 in history'] },
      { run: 'kubectl rollout pause deploy/web', out: 'deployment.apps/web paused\n' },
      { run: 'kubectl rollout restart deploy/web', code: 1, err: [/can't restart paused deployment/] },
      { name: 'a paused rollout makes no more pods than it may', run: `kubectl get rs -l app=web -o jsonpath='{range .items[*]}{.spec.replicas}+{end}' | sed 's/+$//' | xargs -I{} sh -c 'echo $(({}))'`, out: [/^[34]\n$/] },
      { run: 'kubectl rollout resume deploy/web && kubectl rollout restart deploy/web', out: ['deployment.apps/web resumed', 'deployment.apps/web restarted'] },
      { run: 'kubectl rollout status deploy/web --timeout=60s', out: ['successfully rolled out'] },
      { name: 'apply a StatefulSet and a DaemonSet', run: OTHERS, out: ['statefulset.apps/db created', 'daemonset.apps/agent created'] },
      { run: 'kubectl rollout status sts/db --timeout=60s && kubectl rollout status ds/agent --timeout=60s', out: ['daemon set "agent" successfully rolled out'] },
      { run: 'kubectl set image sts/db db=postgres:17 && kubectl rollout status sts/db --timeout=60s && kubectl rollout history sts/db', out: [/REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>/] },
      { run: "kubectl rollout undo sts/db && kubectl rollout status sts/db --timeout=60s && kubectl get pods -l app=db -o jsonpath='{.items[*].spec.containers[0].image}'", out: [/postgres:16 postgres:16$/] },
      { run: 'kubectl set image ds/agent agent=agent:2 && kubectl rollout status ds/agent --timeout=60s && kubectl rollout undo ds/agent --to-revision=1 && kubectl rollout status ds/agent --timeout=60s', out: ['daemonset.apps/agent rolled back', 'successfully rolled out'] },
      { run: 'kubectl get controllerrevisions --no-headers | wc -l', out: /^\s*4\s*$/ },
      { run: 'kubectl describe sts db', out: [/Normal +SuccessfulCreate .*statefulset-controller +Create Pod db-0 in StatefulSet db successful/] },
    ]); // prettier-ignore

    table({ ...common, title: 'create, each generator' }, [
      { run: 'kubectl create deploy x --image=nginx --replicas=2', out: 'deployment.apps/x created\n' },
      { run: 'kubectl create deploy x --image=nginx', code: 1, err: 'error: failed to create deployment: deployments.apps "x" already exists\n' },
      { run: 'kubectl create deploy x --image=nginx -n nowhere', code: 1, err: 'error: failed to create deployment: namespaces "nowhere" not found\n' },
      { run: 'kubectl expose deploy x --port=80', out: 'service/x exposed\n' },
      { run: 'kubectl autoscale deploy x --min=1 --max=3', out: 'horizontalpodautoscaler.autoscaling/x autoscaled\n' },
      { run: "kubectl create cronjob cj --image=busybox --schedule='*/1 * * * *' -- date", out: 'cronjob.batch/cj created\n' },
      { run: 'kubectl create job j --from=cronjob/cj && kubectl wait --for=condition=complete job/j --timeout=60s', out: ['job.batch/j created', 'job.batch/j condition met'] },
      { run: 'kubectl create job k --image=busybox -- sh -c "echo out; exit 3"; kubectl wait --for=jsonpath=.status.failed=1 job/k --timeout=60s && kubectl logs job/k', out: ['out\n'] },
      { run: 'kubectl create cm c1 --from-literal=a=b --from-file=web.yaml', out: 'configmap/c1 created\n' },
      { run: 'kubectl create secret generic s1 --from-literal=a=b && kubectl create secret docker-registry s2 --docker-username=u --docker-password=p', out: 'secret/s1 created\nsecret/s2 created\n' },
      { run: 'kubectl create sa robot && kubectl create role r1 --verb=get --resource=pods && kubectl create rolebinding rb1 --role=r1 --serviceaccount=$NS:robot', out: ['serviceaccount/robot created', 'rolebinding.rbac.authorization.k8s.io/rb1 created'] },
      { run: 'kubectl auth can-i get pods --as=system:serviceaccount:$NS:robot', out: 'yes\n' },
      { run: 'kubectl create pdb p1 --selector=app=x --min-available=1', out: 'poddisruptionbudget.policy/p1 created\n' },
      { run: 'kubectl create ingress i1 --rule=a.b/=x:80 && kubectl describe ingress i1', out: [/a\.b +\n +\/ +x:80/] },
      { run: 'kubectl create svc clusterip s1 --tcp=80:80 && kubectl create svc nodeport s2 --tcp=80:80 && kubectl create svc externalname s3 --external-name=a.b', out: ['service/s1 created\nservice/s2 created\nservice/s3 created\n'] },
      { run: 'kubectl create quota q1 --hard=count/configmaps=4,pods=50', out: 'resourcequota/q1 created\n' },
      { run: 'kubectl describe quota q1', out: [/count\/configmaps +3 +4/] },
      { run: 'kubectl create cm c2 && kubectl create cm c3', code: 1, out: 'configmap/c2 created\n', err: [/configmaps "c3" is forbidden: exceeded quota: q1, requested: count\/configmaps=1, used: count\/configmaps=4, limited: count\/configmaps=4/] },
      { run: 'kubectl create token robot | cut -d. -f2 | tr _- /+ | base64 -d 2>/dev/null', out: ['"sub":"system:serviceaccount:'] },
    ]); // prettier-ignore

    table({ ...common, title: 'delete and replace' }, [
      { run: 'kubectl delete deploy x --cascade=orphan && kubectl get rs -l app=x --no-headers | wc -l', out: [/\n\s*1\s*$/] },
      { run: 'kubectl delete rs -l app=x --cascade=foreground && kubectl get pods -l app=x', err: ['No resources found'] },
      { run: 'kubectl delete job j && kubectl wait --for=delete pod -l job-name=j --timeout=20s' },
      { run: 'kubectl delete cm settings c1 c2', out: [/configmap "settings" deleted/] },
      { run: 'kubectl delete cm settings', code: 1, err: 'Error from server (NotFound): configmaps "settings" not found\n' },
      { run: 'kubectl delete cm --all >/dev/null; kubectl wait --for=create cm/kube-root-ca.crt --timeout=10s', out: ['condition met'] },
      { run: 'kubectl replace -f web.yaml && kubectl replace --force -f web.yaml', out: ['deployment.apps/web replaced', 'deployment.apps "web" deleted'] },
      { run: 'kubectl create -f web.yaml', code: 1, err: ['deployments.apps "web" already exists'] },
      { run: 'kubectl delete -f web.yaml --wait=false', out: [/deployment\.apps "web" deleted/] },
      { run: 'kubectl delete ns kube-system --dry-run=server', code: 1, err: ['namespaces "kube-system" is forbidden: this namespace may not be deleted'] },
      { run: 'kubectl delete ns $NS --timeout=60s && kubectl get ns $NS', code: 1, err: [`namespaces "${namespace}" not found`] },
    ]); // prettier-ignore
  });
});
