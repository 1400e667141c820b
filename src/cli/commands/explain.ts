import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { HOURS_PER_MONTH, text } from '../../model/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';

export interface ExplainFlags extends SourceFlags {
  readonly namespace?: string;
}

/**
 * `fargatectl explain [topic]`; `explain pod FILE` says what changes for the workloads of a manifest,
 * `explain event "TEXT"` what a message of Fargate means, `explain pending POD` why a pod waits.
 */
export async function run(io: Io, flags: ExplainFlags, args: readonly string[]): Promise<ExitCode> {
  const [topic, subject] = args;
  if (topic === 'pod' && subject !== undefined) return explainPod(io, flags, subject);
  if (topic === 'event' && subject !== undefined) return explainEvent(io, subject);
  if (topic === 'pending' && subject !== undefined)
    return (await import('./explain-pending.ts')).explainPending(io, flags, subject);
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
  const [{ readSource }, { analyze }, { beforeAndAfter }, { explainedPodText }, { fargateUsdPerHour }] =
    await Promise.all([
      import('../world.ts'),
      import('../analysis.ts'),
      import('../../explain/index.ts'),
      import('../render/explained.ts'),
      import('../../size/index.ts'),
    ]);
  const snapshot = await readSource({ from: [file] }, io);
  const { assessment, workloads, prices } = await analyze(snapshot, io.lang);
  const region = flags.region ?? snapshot.cluster.region;
  const texts = workloads.map((w, i) => {
    const judged = assessment.workloads[i];
    const change = beforeAndAfter(w, snapshot);
    const size = change.admission.kind === 'placed' ? change.admission.size : undefined;
    const price = region === null ? null : prices.fargate(region);
    return judged
      ? explainedPodText({ workload: judged, change, region, usdPerMonthPerPod: size ? monthly(fargateUsdPerHour(size, price)) : null }, io)
      : '';
  });
  if (texts.length === 0)
    throw UserError({
      code: 'INPUT_EMPTY',
      message: text(`${file} holds no pod and nothing that makes pods.`, `${file}에 파드나 파드를 만드는 것이 없습니다.`),
      remedy: text('Name a manifest of a Deployment, StatefulSet, Job, CronJob or Pod.', 'Deployment, StatefulSet, Job, CronJob, Pod 매니페스트를 지정하십시오.'),
    });
  io.out(texts.join('\n'));
  return EXIT.done;
} // prettier-ignore

async function explainEvent(io: Io, message: string): Promise<ExitCode> {
  const [{ decodeEvent }, { decodedText }] = await Promise.all([
    import('../../explain/index.ts'),
    import('../render/explained.ts'),
  ]);
  const decoded = decodeEvent(message);
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

const monthly = (perHour: number | null): number | null =>
  perHour === null ? null : perHour * HOURS_PER_MONTH;
