import type { Text } from './text.ts';

/**
 * What a run says as it goes. `migrate|rollback|rehearse -o json` prints one a line, each text in
 * the language that was asked for. Code and payload are the contract, text is not.
 */
export type RunEvent =
  | (EventBase & { readonly event: 'started'; readonly title: Text; readonly phase: string })
  | (EventBase & {
      readonly event: 'waiting';
      readonly for: Text;
      readonly seen: Text;
      readonly deadline: string;
    })
  | (EventBase & { readonly event: 'effect'; readonly effect: string; readonly outcome: string })
  | (EventBase & { readonly event: 'applied' })
  | (EventBase & { readonly event: 'verified'; readonly evidence: Text })
  | (EventBase & { readonly event: 'skipped'; readonly reason: Text })
  | (EventBase & {
      readonly event: 'failed';
      readonly code: string;
      readonly message: Text;
      readonly remedy: Text;
    })
  | (EventBase & { readonly event: 'undone' })
  /** On the way back: somebody else changed this meanwhile, so it stays as it is now. */
  | (EventBase & {
      readonly event: 'kept';
      /** The write that was not made, `PATCH deployments/app/web`; '' for what a step waits for. */
      readonly effect: string;
      readonly message: Text;
    })
  | (EventBase & { readonly event: 'finished'; readonly summary: RunSummary });

interface EventBase {
  /** ISO 8601. */
  readonly time: string;
  readonly run: string;
  /** Step id; '' for the run as a whole. */
  readonly step: string;
}

export interface WorkloadAvailability {
  /** `app/web` */
  readonly workload: string;
  readonly desired: number;
  readonly minimumReady: number;
  /** The fewest ready pods that its own budget or PDB allows. */
  readonly budget: number;
  readonly secondsBelowBudget: number;
}

/** What somebody who asked a workload all through a run saw. */
export interface RequestCount {
  /** A name that was asked for, and not a workload or URL. */
  readonly kind?: 'dns';
  /** `app/web`; '' where only a URL or a name is known. */
  readonly workload: string;
  /** `service app/web`, `ingress app/web`, the URL that was asked, or `DNS NAME (POD)`. */
  readonly through: string;
  readonly asked: number;
  readonly failed: number;
  /**
   * Answered, but by a pod that had got SIGTERM: lost where a process stops at once. A twin knows;
   * asking a real cluster from outside cannot tell, and gives 0.
   */
  readonly atRisk: number;
  /** The longest time without an answer; 0 when none failed. */
  readonly longestGapSeconds: number;
  /** ISO 8601. */
  readonly firstFailedAt: string | null;
}

export interface RunSummary {
  readonly outcome: 'done' | 'failed' | 'stopped' | 'rolled-back';
  readonly durationSeconds: number;
  readonly steps: {
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
    readonly left: number;
  };
  readonly availability: readonly WorkloadAvailability[];
  /** Of a way back: what was left as others had changed it. */
  readonly kept?: number;
  /** Empty when nobody asked. */
  readonly requests: readonly RequestCount[];
}
