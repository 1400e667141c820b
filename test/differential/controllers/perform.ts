import { isPodReady, type KubeObject, type Pod } from '../../../src/model/index.ts';
import { ApiStatusError } from '../../../src/twin/runtime/index.ts';
import { GATE, NODE_LABEL, type Case, type Pick, type Step } from './steps.ts';
import { refOf, type Cluster } from './clusters.ts';
import type { Recording, View } from './views.ts';

/** A case at work in one namespace of one cluster. */
export class Run {
  private readonly cluster: Cluster;
  private readonly namespace: string;
  private readonly quietMs: number;
  private readonly view: View;
  /** What the API server said to each write that can be refused. */
  private readonly answers: string[] = [];
  private readonly marks: number[] = [];
  private readonly labelled = new Set<string>();

  constructor(cluster: Cluster, namespace: string, { quietMs }: Case) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.quietMs = quietMs;
    this.view = cluster.views.in(namespace);
  }

  private async begin(): Promise<void> {
    await this.cluster.api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } }); // prettier-ignore
    await this.until(() => this.view.get('ServiceAccount', 'default') !== undefined, 30_000);
  }

  private async end(): Promise<void> {
    for (const node of this.labelled) await this.label(node, false);
    await this.cluster.api.delete({ apiVersion: 'v1', kind: 'Namespace', name: this.namespace });
  }

  /** Plays a whole case, and tells what happened. */
  static async record(cluster: Cluster, namespace: string, c: Case): Promise<Recording> {
    const run = new Run(cluster, namespace, c);
    await run.begin();
    for (const step of c.steps) {
      await run.perform(step);
      run.marks.push(run.view.trace.length);
    }
    if (c.finish) {
      await run.finishAll();
      run.marks.push(run.view.trace.length);
    }
    const recording = { answers: run.answers, trace: [...run.view.trace], marks: run.marks };
    await run.end();
    return recording;
  }

  private async perform(step: Step): Promise<void> {
    const { api } = this.cluster;
    switch (step.do) {
      case 'create': {
        const { metadata } = step.object;
        const made = { ...step.object, metadata: { ...metadata, namespace: this.namespace } };
        // JSON drops what is undefined, as a wire does.
        const sent = JSON.parse(JSON.stringify(made).replaceAll('NAMESPACE', this.namespace)) as KubeObject; // prettier-ignore
        await this.tell(`create ${made.kind}`, api.create(sent));
        break;
      }
      case 'patch':
        await this.tell('patch', api.mergePatch(refOf(step.gvk, this.namespace, step.name), step.patch)); // prettier-ignore
        break;
      case 'delete':
        await this.tell('delete', api.delete(refOf(step.gvk, this.namespace, step.name), { propagation: step.propagation })); // prettier-ignore
        break;
      case 'open':
        await this.each(step, isRunningUnready, (pod) => this.gate(pod, 'True'));
        return;
      case 'open all':
        await this.openAll();
        return;
      case 'shut':
        await this.each(step, isPodReady, (pod) => this.gate(pod, 'False'));
        return;
      case 'kill':
        await this.each(step, isLive, (pod) => this.tell('kill', api.delete(pod)));
        return;
      case 'relabel':
        await this.each(step, isLive, (pod) => this.tell('relabel', api.mergePatch(pod, { metadata: { labels: step.labels } }))); // prettier-ignore
        return;
      case 'evict':
        if (step.gap) await this.each(step, isLive, (pod) => this.tell('evict', api.evict(pod)));
        else
          for (const pod of this.candidates(isLive, step.pick).slice(0, step.pods))
            await this.tell('evict', api.evict(podRef(pod)));
        break;
      case 'end':
        await this.each(step, isRunning, (pod) => this.finish(pod, step.exitCode));
        return;
      case 'node':
        await this.toggle(step.on, step.pick);
        break;
      case 'wait':
        await this.cluster.sleep(step.seconds * 1000);
        break;
      case 'await jobs':
        await this.until(() => this.jobsMade() >= step.jobs, 130_000);
        break;
    }
    await this.settle();
  }

  /** Opens every gate until nothing more moves. */
  private async finishAll(): Promise<void> {
    for (let round = 0; round < 40; round += 1) {
      const [pod] = this.candidates(isRunningUnready);
      if (!pod) return;
      await this.gate(podRef(pod), 'True');
      await this.settle();
    }
  }

  private async openAll(): Promise<void> {
    // In order, a pod is made when the one before is ready.
    for (let round = 0; round < 8; round += 1) {
      const pods = this.candidates(isRunningUnready);
      if (pods.length === 0) return;
      for (const pod of pods) await this.gate(podRef(pod), 'True');
      await this.settle();
    }
  }

  /** Waits until controllers and kubelets have nothing more to do. */
  private async settle(): Promise<void> {
    await this.cluster.sleep(Math.min(200, this.quietMs));
    await this.until(() => this.cluster.views.quietFor(this.namespace) >= this.quietMs && this.isAtRest(), 15_000); // prettier-ignore
  }

  private jobsMade(): number {
    const made = this.view.trace.filter((e) => e.type === 'ADDED' && e.object.kind === 'Job');
    return made.length;
  }

  private async each(
    step: { readonly pods: number; readonly pick?: Pick },
    which: (pod: Pod) => boolean,
    act: (pod: ReturnType<typeof podRef>) => Promise<void>,
  ): Promise<void> {
    for (let i = 0; i < step.pods; i += 1) {
      const [pod] = this.candidates(which, step.pick);
      if (!pod) return;
      await act(podRef(pod));
      await this.settle();
    }
  }

  /** Pods in an order that depends on nothing that chance decides. */
  private candidates(which: (pod: Pod) => boolean, pick?: Pick): readonly Pod[] {
    const rank = (pod: Pod): string =>
      [
        pick === 'ready' ? !isPodReady(pod) : pick === 'unready' ? isPodReady(pod) : '',
        this.age(pod, pick),
        pod.metadata.generateName === undefined || pod.metadata.ownerReferences?.[0]?.kind === 'StatefulSet' ? pod.metadata.name : pod.metadata.generateName.replace(/-[a-z0-9]{8,10}-$/, ''),
        pod.metadata.labels?.['app'] ?? '',
        isPodReady(pod),
        pod.status?.phase ?? '',
      ].map(String).join('/'); // prettier-ignore
    return (this.view.all('Pod') as readonly Pod[])
      .filter((p) => isLive(p) && which(p))
      .map((pod) => ({ pod, rank: rank(pod) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
      .map(({ pod }) => pod);
  }

  private age(pod: Pod, pick?: Pick): string {
    const image = pod.spec.containers[0]?.image ?? '';
    if (pick === 'oldest template') return image;
    if (pick !== 'newest template') return '';
    return String.fromCharCode(255 - image.charCodeAt(image.length - 1));
  }

  private async gate(pod: ReturnType<typeof podRef>, status: 'True' | 'False'): Promise<void> {
    const now = await this.cluster.api.get('v1/Pod', pod.namespace, pod.name);
    const before = (now?.['status'] as Pod['status'])?.conditions ?? [];
    const conditions = [
      ...before.filter((c) => c.type !== GATE),
      { type: GATE, status, lastProbeTime: null, lastTransitionTime: '2026-11-25T00:00:00Z' },
    ];
    await this.cluster.api.mergePatch(pod, { status: { conditions } }, 'status');
  }

  private async finish(pod: ReturnType<typeof podRef>, exitCode: number): Promise<void> {
    const at = new Date(this.cluster.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const name = 'main';
    const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: at, finishedAt: at }; // prettier-ignore
    const status = {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [{ name, image: 'app:1', imageID: '', ready: false, restartCount: 0, lastState: {}, state: { terminated } }],
    }; // prettier-ignore
    await this.cluster.api.mergePatch(pod, { status }, 'status');
  }

  /** Which node is chance where a rollout chooses among them: one is told by the pod that it has. */
  private async toggle(on: boolean, pick?: Pick): Promise<void> {
    const nodes = (await this.cluster.api.list('v1/Node')).items.map((n) => n.metadata.name).sort();
    const [pod] = this.candidates((p) => this.labelled.has(p.spec.nodeName ?? ''), pick);
    const name = on
      ? nodes.find((n) => !this.labelled.has(n))
      : (pod?.spec.nodeName ?? [...this.labelled][0]);
    if (name === undefined) return;
    await this.label(name, on);
  }

  private async label(name: string, on: boolean): Promise<void> {
    const key = `${NODE_LABEL}-${this.namespace}`;
    await this.cluster.api.mergePatch(
      { apiVersion: 'v1', kind: 'Node', name },
      { metadata: { labels: { [key]: on ? 'yes' : null } } },
    );
    if (on) this.labelled.add(name);
    else this.labelled.delete(name);
  }

  private async tell(what: string, call: Promise<unknown>): Promise<void> {
    const answer = await call.then(
      () => 'done',
      (error: unknown) => {
        if (error instanceof ApiStatusError) return `${error.code} ${error.reason}: ${error.message}`; // prettier-ignore
        throw error;
      },
    );
    this.answers.push(`${what}: ${answer}`);
  }

  private async until(holds: () => boolean, timeoutMs: number): Promise<void> {
    for (let waited = 0; !holds() && waited < timeoutMs; waited += 50) await this.cluster.sleep(50);
  }

  /** Nothing is on its way that will surely come; what never comes is not waited for long. */
  private isAtRest(): boolean {
    const pods = this.view.all('Pod') as readonly Pod[];
    const moving = pods.some(
      (p) =>
        (p.metadata.deletionTimestamp !== undefined && (p.metadata.finalizers ?? []).length === 0) ||
        (p.spec.nodeName === undefined && !p.status?.conditions?.some((c) => c.type === 'PodScheduled')) ||
        (p.spec.nodeName !== undefined && p.status?.phase === 'Pending' && (p.status.containerStatuses ?? []).length === 0),
    ); // prettier-ignore
    const behind = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'PodDisruptionBudget']
      .flatMap((kind) => this.view.all(kind))
      .some((o) => {
        const seen = (o['status'] as { observedGeneration?: number } | undefined)?.observedGeneration; // prettier-ignore
        return o.metadata.deletionTimestamp !== undefined || (seen ?? 0) < (o.metadata.generation ?? 1); // prettier-ignore
      });
    const reached = pods.filter((p) => p.status?.podIP !== undefined && !isOver(p));
    const listed = this.view
      .all('EndpointSlice')
      .flatMap((s) => (s['endpoints'] ?? []) as readonly Endpoint[])
      .map((e) => `${e.targetRef.name} ${e.conditions.ready} ${e.conditions.terminating}`);
    const isListed = reached
      .filter((p) => p.metadata.labels?.['app'] === 'web')
      .every((p) => listed.includes(`${p.metadata.name} ${isPodReady(p)} ${p.metadata.deletionTimestamp !== undefined}`)); // prettier-ignore
    const isTold = this.view.all('EndpointSlice').length === 0 || (isListed && listed.length === reached.length); // prettier-ignore
    return !moving && !behind && isTold;
  }
}

interface Endpoint {
  readonly targetRef: { readonly name: string };
  readonly conditions: { readonly ready: boolean; readonly terminating: boolean };
}
const isOver = (p: Pod): boolean => p.status?.phase === 'Succeeded' || p.status?.phase === 'Failed';
const isLive = (p: Pod): boolean =>
  p.metadata.deletionTimestamp === undefined &&
  p.status?.phase !== 'Succeeded' &&
  p.status?.phase !== 'Failed';
const isRunning = (p: Pod): boolean => p.status?.phase === 'Running';
const isRunningUnready = (p: Pod): boolean => isRunning(p) && !isPodReady(p);
const podRef = (p: Pod) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: p.metadata.namespace ?? '',
  name: p.metadata.name,
});
