import type { ObjectRef } from './kubernetes.ts';
import type { FargateSize } from './sizing.ts';

export const VERDICTS = ['ready', 'ready-with-changes', 'needs-work', 'stays', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];
export const SEVERITIES = ['blocker', 'change', 'advice'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** At which point reality would say no. */
export type FailurePoint =
  'api-refuses' | 'pod-pending' | 'container-fails' | 'silently-different' | 'money';

export interface JsonPatchOp {
  readonly op: 'add' | 'remove' | 'replace' | 'test';
  readonly path: string;
  readonly value?: unknown;
}
/**
 * What the tool itself can change. `json-patch` on the object; `plan-step`: the migration plan has a
 * step for it (an EBS claim of a Deployment that is no database: `move-volume-to-efs`).
 * Either makes a blocker count as mendable by the tool: verdict `ready-with-changes`.
 */
export type Fix =
  | { readonly type: 'json-patch'; readonly patch: readonly JsonPatchOp[] }
  | { readonly type: 'plan-step'; readonly step: 'move-volume-to-efs' };

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** The object the finding is about, when it is not the workload itself (a Service, an Ingress, a subnet). */
  readonly object?: ObjectRef | { readonly kind: string; readonly name: string };
  readonly container?: string;
  /** Path in the object, `spec.template.spec.containers[0].ports[0].hostPort`. */
  readonly field?: string;
  /** The value seen there. Never an environment value, never Secret data. */
  readonly value?: unknown;
  readonly message: string;
  readonly remedy: string;
  /** What the tool itself can change; null when a person must. */
  readonly fix: Fix | null;
  /** A blocker that no change can mend: the workload stays on EC2. */
  readonly mendable: boolean;
  /** Somebody accepted it, with a reason and until a day. It is shown, and counts for no threshold; the verdict stays. */
  readonly waived?: { readonly reason: string; readonly expires: string };
  /** Against a baseline: whether it was there then. Absent when there was nothing to compare with. */
  readonly state?: 'new' | 'unchanged';
}

export interface WorkloadAssessment {
  readonly ref: ObjectRef;
  readonly replicas: number | null;
  readonly verdict: Verdict;
  /** Null when it cannot run on Fargate. `usdPerMonth` is for all replicas; null when unknown. */
  readonly fargate: (FargateSize & { readonly usdPerMonth: number | null }) | null;
  readonly findings: readonly Finding[];
  /** Rules that could not be answered for this workload and might have changed its verdict, and why. */
  readonly unknown: readonly { readonly rule: string; readonly reason: string }[];
}

export interface Assessment {
  readonly apiVersion: 'fargatectl/v1';
  readonly kind: 'Assessment';
  readonly snapshot: {
    readonly digest: string;
    readonly source: 'files' | 'cluster';
    readonly cluster: string | null;
    readonly region: string | null;
  };
  readonly summary: {
    readonly workloads: number;
    readonly verdicts: Readonly<Record<Verdict, number>>;
    /** Those that nobody waived. */
    readonly findings: Readonly<Record<Severity, number>>;
    /** Findings that a waiver covers; absent when no waivers were given. */
    readonly waived?: number;
  };
  readonly workloads: readonly WorkloadAssessment[];
  readonly cluster: { readonly findings: readonly Finding[] };
  /** Rules that could not be answered, and why. */
  readonly unknown: readonly { readonly rule: string; readonly reason: string }[];
  readonly notes: readonly string[];
  /** What changed since an earlier assessment; absent when none was given. */
  readonly baseline?: BaselineDiff;
}

/** A verdict then and now; null where the workload was not, or is no more. */
export interface VerdictChange {
  readonly ref: ObjectRef;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  /** `changed`: one of the two is unknown, so nobody can say better or worse. */
  readonly direction: 'better' | 'worse' | 'changed' | 'added' | 'removed';
}

export interface BaselineDiff {
  /** Digest of the snapshot that the earlier assessment was made from. */
  readonly digest: string;
  readonly verdicts: readonly VerdictChange[];
  /** Findings that were not there then, by severity; each carries `state: new`. Waived ones are not counted. */
  readonly added: Readonly<Record<Severity, number>>;
  /** Findings that were there then and are gone. `ref` is null for findings of the cluster. */
  readonly fixed: readonly {
    readonly ref: ObjectRef | null;
    readonly rule: string;
    readonly severity: Severity;
    readonly field?: string;
  }[];
}
