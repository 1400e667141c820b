import { parseAllDocuments } from 'yaml';
import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { decodeEvent, type Decoded } from '../../explain/index.ts';
import { FARGATE_SCHEDULER, text, type KubeObject, type Pod } from '../../model/index.ts';
import type { Io } from '../io.ts';
import { decodedText } from '../render/explained.ts';
import { causeIn, formatOf, printExplanation } from '../render/explanation.ts';
import type { ExplainFlags } from './explain.ts';

/** A pod and what was said about it. */
interface Waiting {
  readonly pod: Pod | undefined;
  /** Newest last. */
  readonly messages: readonly string[];
}

/** `explain pending POD`: why it waits, from the cluster, from `kubectl get` output, or from `kubectl describe` text. */
export async function explainPending(io: Io, flags: ExplainFlags, name: string): Promise<ExitCode> {
  const { pod, messages } = await (flags.from === undefined
    ? fromCluster(io, flags, name)
    : fromFiles(io, flags, name));
  if (!pod && messages.length === 0)
    throw UserError({
      code: 'POD_UNKNOWN',
      message: text(`Neither a pod "${name}" nor an event about it is there.`, `파드 "${name}"도, 이에 관한 이벤트도 없습니다.`),
      remedy: text(`Write both down: kubectl get pod,event -A -o yaml > pods.yaml; fargatectl explain pending ${name} --from pods.yaml`, `둘 다 저장하십시오: kubectl get pod,event -A -o yaml > pods.yaml; fargatectl explain pending ${name} --from pods.yaml`),
    });
  const format = formatOf(flags.output);
  const ko = io.lang === 'ko';
  const phase = pod?.status?.phase;
  const where = pod ? `Pod ${pod.metadata.namespace ?? 'default'}/${name}` : `Pod ${name}`;
  const found = distinct(messages.flatMap(decodeEvent));
  const troubles = found.filter((d) => !d.harmless);
  const shown = phase !== 'Running' && troubles.length > 0 ? troubles : found;
  // A pod that runs waits for nothing; of one that waits for an unknown reason nothing was explained.
  const isClear = shown.length > 0 || phase === 'Running' || phase === 'Succeeded';
  const code = isClear ? EXIT.done : EXIT.incomplete;
  if (format !== 'text')
    return printExplanation(io, format, {
      explanation: {
        topic: 'pending',
        pod: { namespace: pod?.metadata.namespace ?? flags.namespace ?? null, name },
        phase: phase ?? null,
        causes: shown.map((d) => causeIn(named(d, pod, name), io.lang)),
        otherwise: shown.length > 0 ? null : withoutMessage(pod, messages, ko),
      },
      code,
    });
  io.out(`${where}: ${phase ?? (ko ? '상태 모름' : 'phase not known')}\n\n`);
  if (shown.length > 0) {
    io.out(decodedText(shown.map((d) => named(d, pod, name)), io));
    return code;
  }
  io.out(`${withoutMessage(pod, messages, ko)}\n`);
  return code;
} // prettier-ignore

const distinct = (all: readonly Decoded[]): readonly Decoded[] =>
  [...new Map(all.map((d) => [`${d.id} ${d.cause.en}`, d])).values()].reverse();

/** The commands for this pod, to be pasted as they are. */
function named(d: Decoded, pod: Pod | undefined, name: string): Decoded {
  const fill = (command: string): string =>
    command
      .replaceAll(/\bPOD\b/g, name)
      .replaceAll(/\bNAMESPACE\b/g, pod?.metadata.namespace ?? 'NAMESPACE');
  return { ...d, next: { en: fill(d.next.en), ko: fill(d.next.ko) } };
}

/** No event says why; who has the pod says half of it. */
function withoutMessage(pod: Pod | undefined, messages: readonly string[], ko: boolean): string {
  const phase = pod?.status?.phase;
  if (phase === 'Running' || phase === 'Succeeded')
    return ko ? '이 파드는 기다리고 있지 않습니다.' : 'This pod is not waiting.';
  const said = messages.at(-1);
  if (said !== undefined)
    return ko
      ? `마지막 메시지는 Fargate의 것이 아니거나 fargatectl이 모르는 것입니다: ${said}`
      : `The last message is none of Fargate’s, or none that fargatectl knows: ${said}`;
  if (pod?.spec.schedulerName === FARGATE_SCHEDULER)
    return ko
      ? 'Fargate 스케줄러가 맡았지만 이벤트가 없습니다. 이벤트는 한 시간 뒤 사라집니다. 방금 만든 파드라면 1분쯤 기다리고, 아니면 파드를 삭제해 새 이벤트를 보십시오.'
      : 'Fargate’s scheduler has it, and there is no event: events are gone after an hour. A pod just made takes about a minute; else delete it, and look at the events of the next one.';
  return ko
    ? '일반 스케줄러가 맡고 있습니다. 생성될 때 어떤 Fargate 프로필도 이 파드를 받지 않았습니다. 프로필은 파드가 생성될 때만 대조됩니다: fargatectl explain no-matching-profile'
    : 'The ordinary scheduler has it: no Fargate profile took it when it was made, and profiles are matched only then. More: fargatectl explain no-matching-profile';
}

async function fromCluster(io: Io, flags: ExplainFlags, name: string): Promise<Waiting> {
  const { openWorld } = await import('../world.ts');
  const { kube } = await openWorld(flags, io);
  const at = {
    apiVersion: 'v1',
    ...(flags.namespace !== undefined && { namespace: flags.namespace }),
  };
  const field = { fieldSelector: `metadata.name=${name}` };
  const pods = await kube.list({ ...at, kind: 'Pod', ...field });
  const events = await kube.list({ ...at, kind: 'Event', fieldSelector: `involvedObject.name=${name}` }); // prettier-ignore
  return waitingOf([...pods, ...events], flags, name);
}

async function fromFiles(io: Io, flags: ExplainFlags, name: string): Promise<Waiting> {
  const { readTexts } = await import('../read-files.ts');
  const objects: KubeObject[] = [];
  const lines: string[] = [];
  for (const from of flags.from ?? []) {
    for (const { name: file, text } of await readTexts(from, {
      stdin: () => io.stdin(),
      most: MOST_TEXT,
    })) {
      if (text === null) throw tooLarge(file, name);
      const found = objectsIn(text);
      if (found.length > 0) objects.push(...found);
      // Text of kubectl describe or kubectl get events: its lines are messages.
      else if (new RegExp(`(^|[^\\w-])${name.replaceAll('.', '\\.')}([^\\w-]|$)`, 'm').test(text))
        lines.push(...text.split('\n').filter((line) => decodeEvent(line).length > 0));
    }
  }
  const { pod, messages } = waitingOf(objects, flags, name);
  return { pod, messages: [...messages, ...lines] };
}

/** In bytes; read at once, since what is written to explain a pod is short. */
const MOST_TEXT = 256 << 20;
const tooLarge = (file: string, pod: string): Error =>
  UserError({
    code: 'INPUT_TOO_LARGE',
    message: text(
      `${file} has more than 256 MiB, wanted the pod and its events alone.`,
      `${file}의 크기가 256 MiB를 넘습니다. 파드와 그 이벤트만 있으면 됩니다.`,
    ),
    remedy: text(
      `Give less: kubectl describe pod ${pod} > pod.txt`,
      `더 작은 입력을 주십시오: kubectl describe pod ${pod} > pod.txt`,
    ),
  });

/** Kubernetes objects of a YAML or JSON text, those in lists too; none in any other text. */
function objectsIn(text: string): readonly KubeObject[] {
  return documentsIn(text).flatMap((document) => {
    const value = document as { kind?: unknown; items?: unknown; metadata?: unknown } | null;
    if (value === null || typeof value !== 'object') return [];
    const all = Array.isArray(value.items) ? (value.items as unknown[]) : [value];
    return all.filter(
      (o): o is KubeObject => o !== null && typeof o === 'object' && 'kind' in o && 'metadata' in o,
    );
  });
}

function documentsIn(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
    if (!Array.isArray(documents)) return [];
    return documents.filter((d) => d.errors.length === 0).map((d) => d.toJS() as unknown);
  }
}

interface EventFields {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
} // prettier-ignore

function waitingOf(objects: readonly KubeObject[], { namespace }: ExplainFlags, name: string): Waiting {
  const isHere = (ns: string | undefined): boolean => namespace === undefined || (ns ?? 'default') === namespace;
  const pod = objects.find((o) => o.kind === 'Pod' && o.metadata.name === name && isHere(o.metadata.namespace)) as Pod | undefined;
  const events = objects
    .filter((o) => o.kind === 'Event')
    .map((o) => o as unknown as EventFields)
    .filter((e) => e.involvedObject?.kind === 'Pod' && e.involvedObject.name === name && isHere(e.involvedObject.namespace))
    .sort((a, b) => String(a.lastTimestamp ?? a.eventTime ?? '').localeCompare(String(b.lastTimestamp ?? b.eventTime ?? '')));
  const conditions = (pod?.status?.conditions ?? []).flatMap((c) => (c.status === 'False' && c.message !== undefined ? [c.message] : []));
  return { pod, messages: [...conditions, ...events.flatMap((e) => (e.message === undefined ? [] : [e.message]))] };
} // prettier-ignore
