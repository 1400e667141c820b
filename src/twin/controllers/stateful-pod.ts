import type { KubeObject, PodTemplate } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import { podOf } from './pods.ts';
import { CONTROLLER_REVISION, templateIn } from './revisions.ts';
import { REVISION, type Revisions, type StatefulSpec } from './stateful-spec.ts';

interface State {
  readonly set: KubeObject;
  readonly spec: StatefulSpec;
  readonly revisions: Revisions;
  /** The template of the pods below the partition. */
  readonly held: PodTemplate;
}

/** The pod of one ordinal. Below the partition it is made as it was. */
export function podFor(s: State, i: number): KubeObject {
  const { name } = s.set.metadata;
  const start = s.spec.ordinals?.start ?? 0;
  const isHeld = i < start + (s.spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  const template = isHeld ? s.held : s.spec.template;
  const templates = s.spec.volumeClaimTemplates ?? [];
  const volumes = [
    ...(template.spec.volumes ?? []).filter(
      (v) => !templates.some((t) => t.metadata.name === v.name),
    ),
    ...templates.map((t) => ({
      name: t.metadata.name,
      persistentVolumeClaim: { claimName: `${t.metadata.name}-${name}-${i}` },
    })),
  ];
  return podOf(template, s.set, {
    name: `${name}-${i}`,
    labels: {
      [REVISION]: isHeld ? s.revisions.current : s.revisions.update,
      'statefulset.kubernetes.io/pod-name': `${name}-${i}`,
      'apps.kubernetes.io/pod-index': String(i),
    },
    spec: {
      hostname: `${name}-${i}`,
      ...(s.spec.serviceName === undefined ? {} : { subdomain: s.spec.serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  });
}

/** The template that a revision holds; the set's own when it is the newest or gone. */
export function templateOf(
  c: ControllerContext,
  set: KubeObject,
  revision: string,
  spec: StatefulSpec,
): PodTemplate {
  const found = c.informer(CONTROLLER_REVISION).get(set.metadata.namespace, revision);
  return (found && templateIn(found)) ?? spec.template;
}

export async function makeClaims(
  c: ControllerContext,
  s: Pick<State, 'set' | 'spec'>,
  i: number,
  tell: (reason: string, message: string) => Promise<void>,
): Promise<void> {
  const { name: owner, namespace = '' } = s.set.metadata;
  for (const t of s.spec.volumeClaimTemplates ?? []) {
    const name = `${t.metadata.name}-${owner}-${i}`;
    if (await c.api.get('v1/PersistentVolumeClaim', namespace, name)) continue;
    await c.api.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...t.metadata,
        name,
        namespace,
        labels: { ...t.metadata.labels, ...s.spec.selector.matchLabels },
      },
      spec: t['spec'],
    });
    await tell('SuccessfulCreate', `Create Claim ${name} Pod ${owner}-${i} in StatefulSet ${owner} success`); // prettier-ignore
  }
}
