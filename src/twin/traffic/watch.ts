import type { KubeObject, ObjectRef, Pod, RequestCount } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import type { InstanceFleet, LoadBalancing, Target } from '../seams.ts';
import { lameduckMsOf } from '../nodes/farewell.ts';
import { TrafficClient, type Hop } from './client.ts';
import { lifeOf } from './process-life.ts';
import {
  endpointsIn,
  isHeadless,
  routesTo,
  serviceKeyOf,
  serviceOfNodePort,
  type WayIn,
} from './routes.ts';

/**
 * How late kube-proxy knows of an endpoint: it gathers changes for up to a second.
 * @source https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/ `--iptables-min-sync-period` (read 2026-11-25)
 */
const PROXY_LAG_MS = 1_000;
/**
 * How long clients go on with the addresses of a headless Service: the TTL of CoreDNS' answers.
 * @source https://coredns.io/plugins/kubernetes/ `ttl` (read 2026-11-25)
 */
const NAME_LAG_MS = 5_000;
/**
 * How long a load balancer goes on as before after its targets changed.
 * @source https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1719 "about 10 s" (read 2026-11-25)
 */
const BALANCER_LAG_MS = 10_000;

type Asked = NonNullable<WayIn['balancer']>;
type Routing = ReturnType<LoadBalancing['routing']>;

export interface TrafficWorld {
  readonly cluster: ControllerContext;
  readonly loadBalancing: LoadBalancing;
  readonly fleet: InstanceFleet;
}

/** One client's sight of the cluster: what kube-proxy, DNS and load balancers know, each as late as it is. */
export class TrafficWatch {
  private readonly world: TrafficWorld;
  private readonly client: TrafficClient;
  /** Service → uids of the pods that it leads to, as clients are led now. */
  private readonly services = new Map<string, readonly string[]>();
  /** What is asked of a load balancer → its targets, as its own machines know them now. */
  private readonly balancers = new Map<Asked, Routing>();
  private readonly podAt = new Map<string, string>();
  private readonly down = new Set<string>();
  private readonly lameduckMs: number;
  private readonly asked: Asked[] = [];

  constructor(world: TrafficWorld, refs: readonly ObjectRef[]) {
    this.world = world;
    const { cluster } = world;
    const config = cluster.informer('v1/ConfigMap').get('kube-system', 'coredns');
    this.lameduckMs = lameduckMsOf((config?.['data'] as { Corefile?: string } | undefined)?.Corefile ?? ''); // prettier-ignore
    this.client = new TrafficClient({
      now: this.now(),
      dns: () => this.services.get('kube-system/kube-dns') ?? [],
    });
    for (const pod of cluster.informer('v1/Pod').all()) this.takePod(pod as Pod, true);
    for (const slice of cluster.informer('discovery.k8s.io/v1/EndpointSlice').all())
      this.services.set(serviceKeyOf(slice), endpointsIn(slice));
    for (const ref of refs)
      for (const route of routesTo(cluster, ref)) {
        const { balancer } = route;
        if (balancer) this.asked.push(balancer);
        this.client.add({
          workload: `${ref.namespace ?? ''}/${ref.name}`,
          through: route.through,
          asksDns: balancer === undefined,
          leadsTo: balancer
            ? () => this.behind(this.balancers.get(balancer))
            : () => this.services.get(route.service) ?? [],
        });
      }
    this.lookAtBalancers();
    this.lookAtFleet();
  }

  report(): readonly RequestCount[] {
    return this.client.report(this.now());
  }

  onPod(now: Pod | undefined, before: Pod | undefined): void {
    this.client.change(this.now(), () => {
      if (now) this.takePod(now, false);
      else this.gone(before?.metadata.uid ?? '');
    });
  }

  onSlice(now: KubeObject | undefined, before: KubeObject | undefined): void {
    const slice = (now ?? before) as KubeObject;
    const key = serviceKeyOf(slice);
    const lag = isHeadless(this.world.cluster, key) ? NAME_LAG_MS : PROXY_LAG_MS;
    const uids = now ? endpointsIn(now) : [];
    this.client.change(this.now(), () => void this.services.set(key, uids), lag);
  }

  onBalancers(): void {
    for (const asked of this.asked) {
      const routing = this.routingOf(asked);
      this.client.change(this.now(), () => void this.balancers.set(asked, routing), BALANCER_LAG_MS); // prettier-ignore
    }
  }

  onFleet(): void {
    this.client.change(this.now(), () => this.lookAtFleet());
  }

  private lookAtFleet(): void {
    for (const instance of this.world.fleet.instances()) {
      if (instance.state !== 'shutting-down' && instance.state !== 'terminated') continue;
      if (this.down.has(instance.id)) continue;
      this.down.add(instance.id);
      for (const uid of this.client.uidsOn(instance.privateDnsName)) this.gone(uid);
    }
  }

  private lookAtBalancers(): void {
    for (const asked of this.asked) this.balancers.set(asked, this.routingOf(asked));
  }

  private routingOf({ hostname, match }: Asked): Routing {
    const name = hostname();
    return name === undefined ? undefined : this.world.loadBalancing.routing(name, match);
  }

  private behind(routing: Routing): readonly (string | Hop)[] {
    if (!routing) return [];
    return routing.targets.map((target) =>
      routing.type === 'ip' ? (this.podAt.get(target.id) ?? '') : this.node(target),
    );
  }

  /** Any node passes a request on to any pod of the Service that has its node port. */
  private node(target: Target): Hop {
    const service = serviceOfNodePort(this.world.cluster, target.port);
    return {
      up: !this.down.has(target.id),
      leadsTo: service === undefined ? [] : (this.services.get(service) ?? []),
    };
  }

  private takePod(pod: Pod, old: boolean): void {
    const uid = pod.metadata.uid ?? '';
    const ip = pod.status?.podIP;
    if (ip !== undefined && pod.spec.hostNetwork !== true) this.podAt.set(ip, uid);
    const before = this.client.life(uid);
    const o = { before, seen: this.now(), lameduckMs: this.lameduckMs, old };
    this.client.setLife(uid, lifeOf(pod, o));
  }

  private gone(uid: string): void {
    const life = this.client.life(uid);
    if (life) this.client.setLife(uid, { ...life, goneAt: Math.min(life.goneAt, this.now()) });
  }

  private now(): number {
    return this.world.cluster.clock.now();
  }
}
