import { describe, expect, it } from 'vitest';
import { KUBECTLS, table } from './commands.ts';
import { withPeers } from './peer.ts';

const WEB = `kubectl create namespace \${NS} >/dev/null
kubectl apply -f - >/dev/null <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
        ports: [{containerPort: 80, name: http}]
        resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
        readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 2}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http, name: http}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {color: blue}
YAML
kubectl rollout status deploy/web --timeout=60s`;

const POD = 'POD=$(kubectl get pod -l app=web -o jsonpath="{.items[0].metadata.name}")';

withPeers('kubectl reads', ['kubectl', 'kubectl36'], (peers) => {
  describe.each(KUBECTLS)('kubectl $minor', ({ kubectl, minor }) => {
    const namespace = `reads-${minor.replace('.', '-')}`;
    const common = { peers, kubectl, namespace };

    table({ ...common, title: 'get', prelude: `NS=${namespace}` }, [
      { name: 'kubectl apply a Deployment, a Service, a PodDisruptionBudget and a ConfigMap', run: WEB, out: ['deployment "web" successfully rolled out'] },
      { run: 'kubectl get pods', out: [/^NAME +READY +STATUS +RESTARTS +AGE\n(web-\w+-\w{5} +1\/1 +Running +0 +\d+\w+\n){3}$/] },
      { run: 'kubectl get pods -o wide', out: [/NOMINATED NODE +READINESS GATES\n/, /10\.\d+\.\d+\.\d+ +ip-10-[\d-]+\.ap-northeast-2\.compute\.internal +<none> +<none>/] },
      { run: 'kubectl get deploy,svc,pdb,rs -o name', out: [/^deployment\.apps\/web\nservice\/web\npoddisruptionbudget\.policy\/web\nreplicaset\.apps\/web-\w+\n$/] },
      { run: 'kubectl get deploy web -o wide', out: [/web +3\/3 +3 +3 +\w+ +nginx +nginx:1\.25 +app=web/] },
      { run: "kubectl get deploy web -o jsonpath='{.spec.replicas}/{.status.readyReplicas}'", out: '3/3' },
      { run: `kubectl get pods -o go-template='{{range .items}}{{.status.phase}} {{end}}'`, out: 'Running Running Running ' },
      { run: 'kubectl get pods -o custom-columns=IMAGE:.spec.containers[*].image --no-headers', out: 'nginx:1.25\nnginx:1.25\nnginx:1.25\n' },
      { run: 'kubectl get cm settings -o yaml', out: [/^apiVersion: v1\ndata:\n {2}color: blue\nkind: ConfigMap\n/] },
      { run: 'kubectl get cm settings -o json --show-managed-fields', out: ['"manager": "kubectl-client-side-apply"', '"f:color": {}'] },
      { run: 'kubectl get pods --sort-by=.metadata.name --no-headers | sort -c' },
      { run: 'kubectl get pods -l "app in (web),tier!=back" -L tier --no-headers | wc -l', out: /^\s*3\s*$/ },
      { run: 'kubectl get pods --field-selector status.phase=Running,spec.nodeName!=none -o name | wc -l', out: /^\s*3\s*$/ },
      { run: 'kubectl get pods --field-selector colour=blue', code: 1, err: ['field label not supported: colour'] },
      { run: "kubectl get pods -l 'a b'", code: 1, err: [/unable to parse requirement|couldn't parse the selector/] },
      { run: 'kubectl get pods -A --chunk-size=2 -o name | sort | uniq -d', out: '' },
      { run: '[ "$(kubectl get pods -A --chunk-size=2 -o name | wc -l)" = "$(kubectl get pods -A --chunk-size=0 -o name | wc -l)" ]' },
      { run: 'kubectl get pods nope', code: 1, err: 'Error from server (NotFound): pods "nope" not found\n' },
      { run: 'kubectl get pods nope --ignore-not-found', out: '' },
      { run: 'kubectl get gadgets', code: 1, err: `error: the server doesn't have a resource type "gadgets"\n` },
      { run: 'kubectl get secrets', out: '', err: `No resources found in ${namespace} namespace.\n` },
      { run: 'kubectl get pods -w --output-watch-events --request-timeout=2s --no-headers | sort | uniq -c | wc -l', out: /^\s*3\s*$/ },
      { run: 'kubectl get events --field-selector reason=ScalingReplicaSet -o jsonpath="{.items[0].message}"', out: [/^Scaled up replica set web-\w+ from 0 to 3$/] },
      { run: 'kubectl events --for deployment/web', out: [/Normal +ScalingReplicaSet +Deployment\/web/] },
      { run: 'kubectl get --raw /version', out: ['"minor": "35"'] },
      { run: "kubectl get --raw '/readyz?verbose'", out: ['[+]etcd ok', 'readyz check passed'] },
      { run: 'kubectl get --raw /no/such/path', code: 1, err: [/the server could not find the requested resource/] },
    ]); // prettier-ignore

    table({ ...common, title: 'describe', prelude: POD }, [
      { run: 'kubectl describe pod "$POD"', out: [/Status: +Running/, /Controlled By: +ReplicaSet\/web-/, /QoS Class: +Burstable/, /Normal +Scheduled .*default-scheduler/, /Normal +Pulled .*kubelet/, /Normal +Started .*Started container nginx/] },
      { run: 'kubectl describe deploy web', out: [/3 desired \| 3 updated \| 3 total \| 3 available \| 0 unavailable/, /Progressing +True +NewReplicaSetAvailable/, /NewReplicaSet: +web-\w+ \(3\/3 replicas created\)/, /Normal +ScalingReplicaSet/] },
      { run: 'kubectl describe rs', out: [/Pods Status: +3 Running \/ 0 Waiting/, /Normal +SuccessfulCreate .*replicaset-controller +Created pod: web-/] },
      { run: 'kubectl describe svc web', out: [/Endpoints: +10\.[\d.]+:80,10\.[\d.]+:80,10\.[\d.]+:80/, /TargetPort: +http\/TCP/] },
      { run: 'kubectl describe pdb web', out: [/Allowed disruptions: +1/, /Current: +3/] },
      { run: 'kubectl describe endpointslice', out: [/AddressType: +IPv4/, /Zone: +ap-northeast-2/] },
      { run: 'kubectl describe cm settings', out: ['color:\n----\nblue\n'] },
      { run: `kubectl describe ns ${namespace}`, out: [/Status: +Active/, 'No resource quota.', 'No LimitRange resource.'] },
      { run: 'kubectl describe node "$(kubectl get nodes -o jsonpath={.items[0].metadata.name})"', out: [/topology\.k8s\.aws\/zone-id=apne2-az\d/, /HolderIdentity: +ip-10-/, /Ready +True .*KubeletReady/, /Allocated resources:/] },
      { run: 'kubectl describe pod nope', code: 1, err: 'Error from server (NotFound): pods "nope" not found\n' },
    ]); // prettier-ignore

    table({ ...common, title: 'what the API has' }, [
      { run: 'kubectl version', out: ['Server Version: v1.35.2-eks-'], onKubernetes: { out: [/Server Version: v1\.35\.\d+\n/] } },
      { run: 'kubectl cluster-info --namespace kube-system', out: [/control plane.* is running at .*https:\/\/127\.0\.0\.1:\d+/, /CoreDNS.* is running at/] },
      { run: 'kubectl api-versions', out: ['apps/v1\n', 'autoscaling/v2\n', 'policy/v1\n', '\nv1\n'] },
      { run: 'kubectl api-resources --namespaced=false -o name', out: ['nodes\n', 'customresourcedefinitions.apiextensions.k8s.io\n'] },
      { run: 'kubectl api-resources --verbs=list --api-group=apps -o wide', out: [/deployments +deploy +apps\/v1 +true +Deployment +create,delete,deletecollection,get,list,patch,update,watch +all/] },
      { run: 'kubectl explain deployment.spec.strategy', out: [/GROUP: +apps\nKIND: +Deployment\nVERSION: +v1\n\nFIELD: strategy <DeploymentStrategy>/, /rollingUpdate\t<RollingUpdateDeployment>/] },
      { run: 'kubectl explain pod --recursive', out: [/ {2}spec\t<PodSpec>/, / {6}livenessProbe\t<Probe>/] },
      { run: 'kubectl explain pod.spec.ephemeralContainers', out: [/ {2}image\t<string>/, / {2}targetContainerName\t<string>/] },
      { run: 'kubectl explain pod.nope', code: 1, err: [/field "nope" does not exist/] },
      { run: 'kubectl explain pod.spec.containers.resources --output=plaintext-openapiv2', out: [/limits\t<map\[string\]string>/] },
      { run: 'kubectl explain hpa --api-version=autoscaling/v1', out: [/VERSION: +v1/] },
    ]); // prettier-ignore

    table({ ...common, title: 'who may do what' }, [
      { run: 'kubectl auth whoami', out: [/Username +kubernetes-admin/, /Groups +\[system:masters system:authenticated\]/] },
      { run: "kubectl auth can-i '*' '*'", out: 'yes\n' },
      { run: 'kubectl auth can-i get pods --as=bob', code: 1, out: 'no\n' },
      { run: 'kubectl auth can-i --list --as=bob', out: [/selfsubjectreviews\.authentication\.k8s\.io +\[\] +\[\] +\[create\]/] },
      { run: 'kubectl get pods --as=bob', code: 1, err: `Error from server (Forbidden): pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "${namespace}"\n` },
      { run: 'kubectl get pods --as=bob --as-group=system:masters -o name | wc -l', out: /^\s*3\s*$/ },
      { run: `kubectl auth whoami --as=system:serviceaccount:${namespace}:default`, out: [`system:serviceaccounts:${namespace}`] },
      { run: 'kubectl get pods --as=bob --as-group=dev --token="$(kubectl create token default)"', code: 1, err: [/cannot impersonate resource "users" in API group "" at the cluster scope/] },
      { run: 'kubectl get pods --token="$(kubectl create token default)"', code: 1, err: [new RegExp(`User "system:serviceaccount:${namespace}:default" cannot list resource "pods"`)] },
      { run: `kubectl create rolebinding view --clusterrole=view --serviceaccount=${namespace}:default`, out: ['created'] },
      { run: 'kubectl get pods --token="$(kubectl create token default)" -o name | wc -l', out: /^\s*3\s*$/ },
      { run: 'kubectl get pods --token=nonsense', code: 1, err: 'error: You must be logged in to the server (Unauthorized)\n' },
    ]); // prettier-ignore

    table({ ...common, title: 'wait, and what the twin refuses' }, [
      { run: 'kubectl wait --for=condition=Available deploy/web --timeout=5s', out: 'deployment.apps/web condition met\n' },
      { run: "kubectl wait --for=jsonpath='{.status.phase}'=Running pod -l app=web --timeout=5s", out: [/condition met/] },
      { run: 'kubectl wait --for=delete pod/nope --timeout=2s' },
      { run: 'kubectl wait --for=condition=Ready=false deploy/web --timeout=1s', code: 1, err: [/timed out waiting for the condition on deployments\/web/] },
      { run: 'kubectl wait --for=condition=Ready pod/nope --timeout=1s', code: 1, err: [/pods "nope" not found/] },
      { run: 'kubectl top pods', out: [/^NAME +CPU\(cores\) +MEMORY\(bytes\) *\n(web-\S+ +\d+m +\d+Mi *\n){3}$/] },
      { run: 'kubectl top pods -l app=nope', err: [/No resources found in reads-/] },
      { run: 'kubectl top nodes', out: [/^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\) *\n(\S+ +\d+m +\d+% +\d+Mi +\d+% *\n)+$/] },
      { run: 'kubectl top pod nope', code: 1, err: [/pods?\S* "nope" not found|the server could not find/] },
      { run: 'kubectl get apiservices v1beta1.metrics.k8s.io', out: [/v1beta1\.metrics\.k8s\.io +kube-system\/metrics-server +True +/] },
      { run: 'kubectl api-resources --api-group=metrics.k8s.io -o name', out: 'nodes.metrics.k8s.io\npods.metrics.k8s.io\n' },
      { run: 'kubectl get --raw /apis/metrics.k8s.io', out: [/"preferredVersion":\{"groupVersion":"metrics\.k8s\.io\/v1beta1"/] },
      { run: 'kubectl port-forward svc/web 0:80', code: 1, err: [/port forwarding is not part of this API server: its pods have no network/], onKubernetes: { code: 1, err: [/no protocol in common/] } },
      { run: 'kubectl certificate approve nope', code: 1, err: [/certificatesigningrequests\.certificates\.k8s\.io "nope" not found/] },
    ]); // prettier-ignore

    it('kubectl proxy passes requests on', async () => {
      let answer: Promise<unknown> | undefined;
      const { out } = await peers.run(kubectl, ['proxy', '--port=0'], {
        onOutput: (text, kill) => {
          const address = /127\.0\.0\.1:\d+/.exec(text)?.[0];
          if (address === undefined || answer) return;
          answer = fetch(`http://${address}/api/v1/namespaces/default`)
            .then((response) => response.json())
            .finally(() => kill('SIGTERM'));
        },
      });
      expect(out).toContain('Starting to serve on');
      expect(await answer).toMatchObject({ kind: 'Namespace', metadata: { name: 'default' } });
    });
  });
});
