import { describe } from 'vitest';
import { table } from './commands.ts';
import { withPeers, type PeerName } from './peer.ts';

const CHART = `mkdir -p chart/templates && cat > chart/Chart.yaml <<YAML
apiVersion: v2
name: shop
version: 0.1.0
appVersion: "1.0"
YAML
cat > chart/values.yaml <<YAML
replicas: 2
image: nginx:1.25
YAML
cat > chart/templates/all.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}, labels: {app: shop}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: web, image: {{ .Values.image }}}]}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}}
spec: {selector: {app: {{ .Release.Name }}}, ports: [{port: 80}]}
YAML
cat > chart/templates/hook.yaml <<'YAML'
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-before
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: "hook-succeeded,before-hook-creation"}
spec:
  template: {spec: {restartPolicy: Never, containers: [{name: a, image: busybox, command: [echo, ready]}]}}
YAML
cat > chart/templates/test.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  annotations: {helm.sh/hook: test}
spec: {restartPolicy: Never, containers: [{name: wget, image: busybox, command: [wget, -qO-, "http://{{ .Release.Name }}"]}]}
YAML
printf '{{ .Release.Name }} runs {{ .Values.image }} on {{ .Capabilities.KubeVersion }}\\n' > chart/templates/NOTES.txt`;

const HELMS: readonly { helm: PeerName; kubectl: PeerName; major: string }[] = [
  { helm: 'helm', kubectl: 'kubectl', major: '3' },
  { helm: 'helm4', kubectl: 'kubectl36', major: '4' },
];

withPeers('helm', ['kubectl', 'kubectl36', 'helm', 'helm4'], (peers) => {
  describe.each(HELMS)('helm $major', ({ helm, kubectl, major }) => {
    const namespace = `helm-${major}`;
    table({ peers, kubectl, helm, namespace, title: 'a release from install to uninstall' }, [
      { name: 'the chart', run: CHART },
      { run: `kubectl create namespace ${namespace}`, out: ['created'] },
      { run: 'helm lint chart', out: ['0 chart(s) failed'] },
      { run: 'helm template shop chart --validate', out: ['kind: Deployment'] },
      { run: 'helm install shop chart --dry-run=server', out: ['STATUS: pending-install'] },
      { run: 'helm install shop chart --wait --timeout 60s', out: ['STATUS: deployed\nREVISION: 1\n', /shop runs nginx:1\.25 on v1\.35\.\d/] },
      { run: 'helm install shop chart', code: 1, err: [/cannot re-?use a name that is still in use/] },
      { run: 'kubectl get deploy shop -o jsonpath="{.status.readyReplicas} {.metadata.labels.app\\.kubernetes\\.io/managed-by}"', out: '2 Helm' },
      { run: 'kubectl get job shop-before', code: 1, err: ['not found'] },
      { run: 'helm list', out: [/^NAME\tNAMESPACE.*\nshop\t.*\t1 +\t.*deployed\tshop-0\.1\.0\t1\.0/] },
      { run: 'helm status shop', out: ['STATUS: deployed'] },
      { run: 'helm get manifest shop && helm get hooks shop && helm get notes shop', out: ['kind: Service', 'helm.sh/hook', 'shop runs nginx:1.25'] },
      { run: 'helm test shop', out: [/Phase: +Succeeded/] },
      { run: 'helm upgrade shop chart --set image=nginx:1.26 --wait --timeout 60s', out: ['has been upgraded', 'REVISION: 2'] },
      { run: 'helm get values shop', out: 'USER-SUPPLIED VALUES:\nimage: nginx:1.26\n' },
      { run: 'helm upgrade shop chart --reuse-values --set replicas=1', out: ['REVISION: 3'] },
      { run: 'helm history shop', out: [/1 .*superseded.*Install complete\s*\n2 .*superseded.*Upgrade complete\s*\n3 .*deployed.*Upgrade complete/] },
      { run: 'helm rollback shop 1 --wait', out: ['Rollback was a success! Happy Helming!'] },
      { run: 'kubectl get deploy shop -o jsonpath="{.spec.replicas} {.spec.template.spec.containers[0].image}"', out: '2 nginx:1.25' },
      { run: 'helm history shop -o json', out: ['"description":"Rollback to 1"'] },
      { run: 'helm upgrade shop chart --set replicas=-1', code: 1, err: [/spec\.replicas: Invalid value: -1: must be greater than or equal to 0/] },
      { run: 'helm upgrade --install other chart && helm list -q', out: [/\nother\nshop\n$/] },
      { run: 'helm get all nope', code: 1, err: ['release: not found'] },
      { run: 'helm uninstall shop other --wait', out: ['release "shop" uninstalled\nrelease "other" uninstalled\n'] },
      { run: 'kubectl get deploy,svc,secret,pods -o name | grep -v test', code: 1, out: '' },
      { run: 'helm status shop', code: 1, err: ['release: not found'] },
    ]); // prettier-ignore
  });
});
