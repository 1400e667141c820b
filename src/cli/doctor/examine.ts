import { isFargatectlError, textOf } from '../../errors/index.ts';
import { counted, text, verbatim, type Snapshot, type Text } from '../../model/index.ts';
import { NOT_SERVED } from '../../model/index.ts';
import type { LiveWorld } from '../world.ts';
import { rbacRules } from './permissions.ts';

/** `unknown`: could not be looked at without doing it; never a pass. */
export interface Symptom {
  readonly state: 'ok' | 'failed' | 'unknown';
  readonly what: Text;
  readonly seen: Text;
}

const ok = (what: Text, seen: Text): Symptom => ({ state: 'ok', what, seen });
const failed = (what: Text, seen: Text): Symptom => ({ state: 'failed', what, seen });

/** Asks for everything that the tool will need, and changes nothing: SelfSubjectAccessReview for the cluster, the reads themselves for AWS. */
export async function examine(
  world: LiveWorld,
  snapshot: () => Promise<Snapshot>,
): Promise<readonly Symptom[]> {
  const symptoms: Symptom[] = [await who(world)];
  const taken = await snapshot();
  symptoms.push(cluster(taken), versions(taken), ...readsOf(taken));
  symptoms.push(...(await rights(world)));
  symptoms.push({
    state: 'unknown',
    what: text('AWS: writes', 'AWS: 쓰기'),
    seen: text(
      'only the calls themselves would tell; compare with fargatectl doctor permissions',
      '호출해 보아야만 알 수 있습니다. fargatectl doctor permissions와 비교하십시오',
    ),
  });
  return symptoms;
}

async function who({ aws }: LiveWorld): Promise<Symptom> {
  const what = text('AWS: identity', 'AWS: 신원');
  try {
    return ok(what, verbatim((await aws.callerIdentity()).arn));
  } catch (error) {
    return failed(what, isFargatectlError(error) ? textOf(error) : verbatim(String(error)));
  }
}

const cluster = ({ cluster: c, aws }: Snapshot): Symptom => {
  const what = text('EKS cluster', 'EKS 클러스터');
  return aws.cluster.state === 'read'
    ? ok(what, verbatim(`${c.name ?? ''} ${aws.cluster.value.status} (${c.region ?? ''})`))
    : failed(what, aws.cluster.reason);
};

const versions = ({ cluster: c }: Snapshot): Symptom => {
  const what = text('Kubernetes API', 'Kubernetes API');
  return c.kubernetesVersion === null
    ? failed(what, text('its version could not be read', '버전을 읽지 못했습니다'))
    : ok(what, verbatim(c.kubernetesVersion));
};

/** What a snapshot reads, kind by kind and part by part; those that went well in one line each. */
function readsOf(snapshot: Snapshot): readonly Symptom[] {
  const parts = Object.entries(snapshot.aws);
  const unread = parts.flatMap(([part, r]) => (r.state === 'unknown' ? [{ part, reason: r.reason }] : [])); // prettier-ignore
  const kinds = snapshot.unreadKinds.filter((k) => k.reason.en !== NOT_SERVED.en);
  return [
    ok(
      text('AWS: reads', 'AWS: 읽기'),
      text(
        `${parts.length - unread.length} of ${counted(parts.length, 'part')}`,
        `${parts.length}개 중 ${parts.length - unread.length}개`,
      ),
    ),
    ...unread.map((u) => failed(verbatim(`AWS: ${u.part}`), u.reason)),
    ok(
      text('Kubernetes: reads', 'Kubernetes: 읽기'),
      text(counted(snapshot.objects.length, 'object'), `객체 ${snapshot.objects.length}개`),
    ),
    ...kinds.map((k) => failed(verbatim(`Kubernetes: ${k.kind}`), k.reason)),
  ];
}

/** Each verb on each resource that a run may write. */
async function rights({ kube }: LiveWorld): Promise<readonly Symptom[]> {
  const reads = new Set(rbacRules(true));
  const asked = rbacRules(false)
    .filter((r) => !reads.has(r))
    .flatMap((r) =>
      r.resources.flatMap((res) =>
        r.verbs.map((verb) => ({ group: r.apiGroups[0] ?? '', whole: res, verb })),
      ),
    ) // prettier-ignore
    .filter((r) => !READS.has(r.verb) || r.whole === 'secrets' || r.whole.includes('/'));
  const denied: string[] = [];
  for (const { group, whole, verb } of asked) {
    const [resource = '', subresource] = whole.split('/');
    const may = await kube.can(verb, {
      group,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
    });
    if (!may) denied.push(`${verb} ${whole}${group === '' ? '' : `.${group}`}`);
  }
  const what = text('Kubernetes: writes', 'Kubernetes: 쓰기');
  return denied.length === 0
    ? [
        ok(
          what,
          text(`${counted(asked.length, 'right')}, all held`, `권한 ${asked.length}개 모두 있음`),
        ),
      ]
    : denied.map((d) => failed(what, text(`may not ${d}`, `권한 없음: ${d}`)));
}
const READS = new Set(['get', 'list', 'watch']);
