import { UserError } from '../../errors/index.ts';
import { counted, someOf, text, type KubeObject, type Text } from '../../model/index.ts';
import type { Collection } from './collect.ts';
import { place } from './input-error.ts';

/** Names of files by what they turned out to be; charts' templates are in the collection. */
export interface Seen {
  readonly all: string[];
  readonly documents: string[];
  readonly empty: string[];
  readonly binary: string[];
  /** Not looked at. */
  readonly other: string[];
}

/** The error of an input in which no object was found: what it was instead, and the way on. */
export function nothingFound(seen: Seen, collection: Collection): Error {
  const { templates, setAside } = collection;
  const foreign = [...collection.foreign];
  const [render] = renderersOf(seen.all);
  const places = (names: Iterable<string>): Text => someOf([...names].map((f) => place(f)));
  const error = (code: string, names: Text, o: { seen: Text; wanted: Text; remedy: Text }): Error =>
    UserError({
      code,
      message: text(
        `${names.en}: found ${o.seen.en}, wanted ${o.wanted.en}.`,
        `${names.ko}: 본 것: ${o.seen.ko}, 필요한 것: ${o.wanted.ko}.`,
      ),
      remedy: o.remedy,
    });
  if (templates.size > 0)
    return error('INPUT_UNRENDERED', places(templates), {
      seen: text('templates of a chart ("{{ … }}")', '차트의 템플릿("{{ … }}")'),
      wanted: text('manifests', '매니페스트'),
      remedy: text(
        `Render the chart first: ${render ?? 'helm template RELEASE CHART -f values.yaml'} | fargatectl assess --from -`,
        `먼저 차트를 렌더링하십시오: ${render ?? 'helm template RELEASE CHART -f values.yaml'} | fargatectl assess --from -`,
      ),
    });
  if (foreign.length > 0 && render !== undefined)
    return error('INPUT_UNRENDERED', places(foreign), {
      seen: text('a chart or an overlay', '차트 또는 오버레이'),
      wanted: text('the manifests that it makes', '그것이 만드는 매니페스트'),
      remedy: text(
        `Render it first: ${render} | fargatectl assess --from -`,
        `먼저 렌더링하십시오: ${render} | fargatectl assess --from -`,
      ),
    });
  const give = text(
    'Give output of kubectl get -o json or -o yaml, manifests, or a snapshot of fargatectl.',
    'kubectl get -o json 또는 -o yaml의 출력, 매니페스트, fargatectl의 스냅샷 중 하나를 주십시오.',
  );
  if (foreign.length > 0)
    return error('INPUT_NOT_KUBERNETES', places(foreign), {
      seen: text('no apiVersion and kind', 'apiVersion과 kind가 없는 내용'),
      wanted: text('Kubernetes objects', 'Kubernetes 객체'),
      remedy: give,
    });
  if (seen.binary.length > 0)
    return error('INPUT_NOT_KUBERNETES', places(seen.binary), {
      seen: text('binary data', '이진 데이터'),
      wanted: text('Kubernetes objects as JSON or YAML', 'JSON 또는 YAML로 된 Kubernetes 객체'),
      remedy: give,
    });
  if (setAside.size > 0) {
    const kinds = someOf(kindsOf(setAside), 20);
    return error('INPUT_NO_WORKLOADS', places(seen.documents), {
      seen: text(
        `only kinds that no rule reads: ${kinds.en}`,
        `읽는 규칙이 없는 종류뿐: ${kinds.ko}`,
      ),
      wanted: text('workloads', '워크로드'),
      remedy: text(
        'Give Deployments, StatefulSets, DaemonSets, Jobs, CronJobs or Pods as well.',
        'Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod도 함께 주십시오.',
      ),
    });
  }
  return error(
    'INPUT_EMPTY',
    seen.all.length === 0 ? text('No file', '파일 없음') : places(seen.all),
    {
      seen: text('nothing to read', '빈 내용'),
      wanted: text('Kubernetes objects', 'Kubernetes 객체'),
      remedy: text(
        'Fill it from the cluster: kubectl get deploy,sts,ds,job,cronjob,pod,svc,ing,pvc,pdb,hpa,cm,sa -A -o json > cluster.json.',
        '클러스터에서 받아 채우십시오: kubectl get deploy,sts,ds,job,cronjob,pod,svc,ing,pvc,pdb,hpa,cm,sa -A -o json > cluster.json',
      ),
    },
  );
}

/** What was recognised in the input and does not count, one sentence each. */
export function notesOf(c: Collection, seen: Seen, patches: readonly string[]): readonly Text[] {
  const notes: Text[] = [];
  const note = (names: readonly string[], en: (names: string) => string, ko: (names: string) => string, most?: number): void => {
    if (names.length === 0) return;
    const some = someOf(names.map((n) => place(n)), most);
    notes.push(text(en(some.en), ko(some.ko)));
  };
  note([...c.templates].sort(),
    (n) => `Templates with variables not filled in, not looked at: ${n}. Render them first: helm template RELEASE CHART | fargatectl assess --from -`,
    (n) => `변수가 채워지지 않은 템플릿이라 보지 않았습니다: ${n}. 먼저 렌더링하십시오: helm template RELEASE CHART | fargatectl assess --from -`);
  note(renderersOf(seen.all).map((r) => `${r} | fargatectl assess --from -`),
    (n) => `Charts and overlays are not rendered here; files are taken as they stand. To assess what they make: ${n}`,
    (n) => `차트와 오버레이는 렌더링하지 않고 파일을 있는 그대로 보았습니다. 만들어지는 것을 평가하려면: ${n}`, 3);
  note([...patches].sort(),
    (n) => `Patches of overlays, not looked at: ${n}. What they change is in no verdict.`,
    (n) => `오버레이의 패치라 보지 않았습니다: ${n}. 패치가 바꾸는 것은 판정에 들어 있지 않습니다.`);
  note(kindsOf(c.setAside),
    (n) => `Kinds that no rule reads, set aside: ${n}. Where a controller makes pods of one of them, give the pods as well.`,
    (n) => `읽는 규칙이 없어 제외한 종류: ${n}. 컨트롤러가 파드를 만드는 종류라면 그 파드도 함께 주십시오.`, 20);
  note(kindsOf(referring(c.objects.values())),
    (n) => `What these deploy is not in the input and was not looked at: ${n}. Render it, or take it from the cluster.`,
    (n) => `다음이 배포하는 것은 입력에 없어 보지 않았습니다: ${n}. 렌더링하거나 클러스터에서 받으십시오.`, 20);
  note([...c.foreign].sort(),
    (n) => `No Kubernetes objects, set aside: ${n}.`,
    (n) => `Kubernetes 객체가 아니어서 제외한 파일: ${n}.`);
  note(seen.binary,
    (n) => `Binary data, not looked at: ${n}.`,
    (n) => `이진 데이터라 보지 않은 파일: ${n}.`);
  note(seen.other,
    (n) => `Neither JSON nor YAML by name, not looked at: ${n}.`,
    (n) => `이름이 JSON도 YAML도 아니어서 보지 않은 파일: ${n}.`);
  note(seen.empty, (n) => `Empty: ${n}.`, (n) => `빈 파일: ${n}.`);
  note([...c.assumedNamespace].sort(),
    (n) => `Objects that name no namespace are taken for the namespace given, or "default", in: ${n}.`,
    (n) => `네임스페이스가 없는 객체는 지정한 네임스페이스 또는 "default"에 있는 것으로 보았습니다: ${n}.`);
  const twice = c.patches.twice();
  const more = twice.length - MOST_TWICE;
  return [
    ...notes,
    ...twice.slice(0, MOST_TWICE),
    ...(more > 0 ? [text(`${counted(more, 'more object stands', 'more objects stand')} twice, differently.`, `서로 다르게 두 번 나온 객체가 ${more}개 더 있습니다.`)] : []),
  ];
} // prettier-ignore
const MOST_TWICE = 20;

/** GitOps objects that name charts, folders or repositories of what they deploy. */
const REFERRING = /^(HelmRelease|Application|Kustomization)$/;
function referring(objects: Iterable<KubeObject>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of objects) if (REFERRING.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
} // prettier-ignore

const kindsOf = (setAside: ReadonlyMap<string, number>): readonly string[] =>
  [...setAside.entries()].sort(byKey).map(([kind, count]) => `${kind} (${count})`);

/** The commands that render the charts and overlays of a folder, outermost first. */
function renderersOf(names: readonly string[]): readonly string[] {
  const folderOf = (name: string): string =>
    name.slice(0, Math.max(0, name.lastIndexOf('/'))) || '.';
  return [...names]
    .sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    .flatMap((name) => {
      const file = name.slice(name.lastIndexOf('/') + 1);
      if (file === 'Chart.yaml') return [`helm template RELEASE ${folderOf(name)}`];
      return /^kustomization\.ya?ml$/i.test(file) ? [`kubectl kustomize ${folderOf(name)}`] : [];
    });
}

/** Sorts entries of maps by their keys. */
export const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
