import type { Decoded } from '../../explain/index.ts';
import type { ExitCode } from '../../errors/index.ts';
import { EXIT, UserError } from '../../errors/index.ts';
import { text, type FargateSize, type WorkloadAssessment } from '../../model/index.ts';
import type { Io } from '../io.ts';
import type { Lang } from '../lang.ts';
import type { ExplainedPod } from './explained.ts';

/** What a message means, in one language. `see` is a topic of `fargatectl explain`. */
interface Cause {
  readonly id: string;
  readonly cause: string;
  readonly evidence: string;
  readonly next: string;
  readonly retries: boolean;
  readonly harmless: boolean;
  readonly see: string | null;
}

/** `fargatectl explain event|pending|pod -o json`. Later versions add fields. */
export type Explanation =
  | { readonly topic: 'event'; readonly message: string; readonly causes: readonly Cause[] }
  | {
      readonly topic: 'pending';
      readonly pod: { readonly namespace: string | null; readonly name: string };
      /** Null: no pod of the name is in the input, only messages about it. */
      readonly phase: string | null;
      readonly causes: readonly Cause[];
      /** What can be said without a message that is known; null where causes say it. */
      readonly otherwise: string | null;
    }
  | { readonly topic: 'pod'; readonly workloads: readonly ExplainedWorkload[] };

interface ExplainedWorkload extends Pick<WorkloadAssessment, 'ref' | 'verdict' | 'findings' | 'unknown'> {
  /** What becomes of a pod of it at its creation; null where no pod is known. */
  readonly admission: {
    readonly kind: 'placed' | 'refused' | 'passed-by';
    /** The event in AWS' words; null where Fargate's scheduler does not see the pod. */
    readonly event: { readonly type: string; readonly reason: string; readonly message: string } | null;
    /** Why the webhook passes it by. */
    readonly because: string | null;
    readonly size: FargateSize | null;
  } | null;
  readonly differences: readonly { readonly what: string; readonly before: string; readonly after: string }[];
  /** Taken for granted, because the input does not say it. */
  readonly assumed: readonly string[];
  readonly usdPerMonthPerPod: number | null;
  readonly region: string | null;
} // prettier-ignore

export const causeIn = ({ cause, next, ...rest }: Decoded, lang: Lang): Cause => ({
  ...rest,
  cause: cause[lang],
  next: next[lang],
});

export function explainedWorkload(e: ExplainedPod, lang: Lang): ExplainedWorkload {
  const { ref, verdict, findings, unknown } = e.workload;
  const { change } = e;
  const a = change?.admission;
  return {
    ref,
    verdict,
    findings,
    unknown,
    admission: a
      ? {
          kind: a.kind,
          event: a.kind === 'passed-by' ? null : a.event,
          because: a.kind === 'passed-by' ? a.because : null,
          size: a.kind === 'placed' ? a.size : null,
        }
      : null,
    differences: (change?.differences ?? []).map(({ what, before, after }) => ({
      what: what[lang],
      before: before[lang],
      after: after[lang],
    })),
    assumed: (change?.assumed ?? []).map((t) => t[lang]),
    usdPerMonthPerPod: e.usdPerMonthPerPod,
    region: e.region,
  };
}

/** How `-o` wants an explanation: as text, or as data by itself. */
export function formatOf(output: string | undefined): 'text' | 'json' | 'yaml' {
  if (output === undefined || output === 'text') return 'text';
  if (output === 'json' || output === 'yaml') return output;
  throw UserError({
    code: 'BAD_FLAG',
    message: text(
      `-o is "${output}", wanted one of text, json, yaml.`,
      `-o의 값이 "${output}"입니다. 쓸 수 있는 값: text, json, yaml.`,
    ),
    remedy: text('Leave it out for text.', '생략하면 글로 출력합니다.'),
  });
}

/** Prints an explanation as data. Nothing that is known is `incomplete`, as in text. */
export async function printExplanation(
  io: Io,
  format: 'json' | 'yaml',
  { explanation, code = EXIT.done }: { readonly explanation: Explanation; readonly code?: ExitCode },
): Promise<ExitCode> {
  const data = { apiVersion: 'fargatectl/v1', kind: 'Explanation', ...explanation };
  io.out(
    format === 'json'
      ? `${JSON.stringify(data, null, 2)}\n`
      : (await import('./yaml.ts')).stringify(data),
  );
  return code;
} // prettier-ignore
