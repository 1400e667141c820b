import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { HOURS_PER_MONTH, text } from '../../model/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import type { ExplainedPod } from '../render/explained.ts';

export interface ExplainFlags extends SourceFlags {
  readonly output?: string;
  readonly namespace?: string;
}

/**
 * `fargatectl explain [topic]`; `explain pod FILE` says what changes for the workloads of a manifest,
 * `explain event "TEXT"` what a message of Fargate means, `explain pending POD` why a pod waits.
 */
export async function run(io: Io, flags: ExplainFlags, args: readonly string[]): Promise<ExitCode> {
  const [topic, subject] = args;
  if (topic === 'pod' && subject !== undefined) return explainPod(io, flags, subject);
  if (topic === 'event' && subject !== undefined) return explainEvent(io, flags, subject);
  if (topic === 'pending' && subject !== undefined)
    return (await import('./explain-pending.ts')).explainPending(io, flags, subject);
  if (topic === 'event' || topic === 'pending' || topic === 'pod') throw noSubject(topic);
  if (flags.output !== undefined)
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        '-o goes with pod, event and pending; other topics are pages to read.',
        '-o는 pod, event, pending에만 쓸 수 있습니다. 다른 주제는 읽는 글입니다.',
      ),
      remedy: text('Leave it out.', '생략하십시오.'),
    });
  if (subject !== undefined)
    throw UserError({
      code: 'BAD_FLAG',
      message: text(
        `explain ${topic ?? ''} takes no second word; "${subject}" was given.`,
        `explain ${topic ?? ''} 뒤에는 더 쓸 것이 없는데 "${subject}"이(가) 있습니다.`,
      ),
      remedy: text(
        'Say pod FILE, event "TEXT", pending POD, or a topic alone: fargatectl explain',
        'pod FILE, event "TEXT", pending POD 또는 주제 하나만 쓰십시오: fargatectl explain',
      ),
    });
  const { explainText } = await import('../render/page.ts');
  io.out(explainText(topic, io));
  return EXIT.done;
}

async function explainPod(io: Io, flags: ExplainFlags, file: string): Promise<ExitCode> {
  const [{ readSource }, { analyze }, { beforeAndAfter }, { explainedPodText }, { explainedWorkload, formatOf, printExplanation }, { fargateUsdPerHour }] =
    await Promise.all([
      import('../world.ts'),
      import('../analysis.ts'),
      import('../../explain/index.ts'),
      import('../render/explained.ts'),
      import('../render/explanation.ts'),
      import('../../size/index.ts'),
    ]);
  const format = formatOf(flags.output);
  const snapshot = await readSource({ from: [file] }, io);
  const { assessment, workloads, prices } = await analyze(snapshot, io.lang);
  const region = flags.region ?? snapshot.cluster.region;
  const price = region === null ? null : prices.fargate(region);
  const explained = workloads.flatMap((w, i): readonly ExplainedPod[] => {
    const workload = assessment.workloads[i];
    if (!workload) return [];
    // What makes its pods from settings has none to show.
    if (w.template.spec.containers.length === 0) return [{ workload, region, usdPerMonthPerPod: null }];
    const change = beforeAndAfter(w, snapshot);
    const size = change.admission.kind === 'placed' ? change.admission.size : undefined;
    return [{ workload, change, region, usdPerMonthPerPod: size ? monthly(fargateUsdPerHour(size, price)) : null }];
  });
  if (explained.length === 0)
    throw UserError({
      code: 'INPUT_EMPTY',
      message: text(`${file} holds no pod and nothing that makes pods.`, `${file}에 파드나 파드를 만드는 것이 없습니다.`),
      remedy: text('Name a manifest of a Deployment, StatefulSet, Job, CronJob or Pod.', 'Deployment, StatefulSet, Job, CronJob, Pod 매니페스트를 지정하십시오.'),
    });
  if (format !== 'text')
    return printExplanation(io, format, { explanation: { topic: 'pod', workloads: explained.map((e) => explainedWorkload(e, io.lang)) } });
  io.out(explained.map((e) => explainedPodText(e, io)).join('\n'));
  return EXIT.done;
} // prettier-ignore

async function explainEvent(io: Io, { output }: ExplainFlags, message: string): Promise<ExitCode> {
  const [{ decodeEvent }, { decodedText }, { causeIn, formatOf, printExplanation }] =
    await Promise.all([
      import('../../explain/index.ts'),
      import('../render/explained.ts'),
      import('../render/explanation.ts'),
    ]);
  const format = formatOf(output);
  const decoded = decodeEvent(message);
  if (format !== 'text')
    return printExplanation(io, format, {
      explanation: { topic: 'event', message, causes: decoded.map((d) => causeIn(d, io.lang)) },
      code: decoded.length > 0 ? EXIT.done : EXIT.incomplete,
    });
  if (decoded.length > 0) {
    io.out(decodedText(decoded, io));
    return EXIT.done;
  }
  io.err(
    io.lang === 'ko'
      ? '이 메시지는 Fargate의 것이 아니거나 fargatectl이 모르는 것입니다. 파드 전체를 보려면: fargatectl explain pending POD --from FILE\n'
      : 'This message is none of Fargate’s, or none that fargatectl knows. To look at the whole pod: fargatectl explain pending POD --from FILE\n',
  );
  return EXIT.incomplete;
}

const SUBJECTS = {
  event: {
    wanted: text('the text of an event', '이벤트의 글'),
    command: 'fargatectl explain event "Pod not supported on Fargate: …"',
  },
  pending: {
    wanted: text('the name of a pod', '파드 이름'),
    command: 'fargatectl explain pending POD -n NAMESPACE',
  },
  pod: { wanted: text('a manifest', '매니페스트'), command: 'fargatectl explain pod FILE' },
} as const;

/** The three topics that are about something of the reader's own. */
const noSubject = (topic: keyof typeof SUBJECTS) => {
  const { wanted, command } = SUBJECTS[topic];
  return UserError({
    code: 'BAD_FLAG',
    message: text(`explain ${topic} was given nothing to explain, wanted ${wanted.en}.`, `explain ${topic}에 설명할 것이 없습니다. 필요한 것: ${wanted.ko}.`),
    remedy: text(`Name it: ${command}`, `지정하십시오: ${command}`),
  });
}; // prettier-ignore

const monthly = (perHour: number | null): number | null =>
  perHour === null ? null : perHour * HOURS_PER_MONTH;
