import type { ObjectRef } from './kubernetes.ts';
import type { Text } from './text.ts';

export const PHASES = [
  'preflight',
  'storage',
  'network',
  'system',
  'canary',
  'application',
  'node-groups',
  'add-ons',
  'verify',
] as const;
export type Phase = (typeof PHASES)[number];

/** One step instance: a step kind with its input. Everything in it is known from the snapshot. */
export interface PlannedStep {
  /** Unique and stable: `create-fargate-profile/app`. */
  readonly id: string;
  /** The kind: file name in src/steps/. */
  readonly step: string;
  /** English, so that the file has the same bytes whatever the language; the step says it in others. */
  readonly title: string;
  readonly phase: Phase;
  /** Ids of the steps that must be done before. */
  readonly after: readonly string[];
  readonly workload?: ObjectRef;
  /** What the step needs to know; its schema is the step's own. */
  readonly input: unknown;
  /** `true`, or why the way back is closed (in English, as the title). */
  readonly reversible: true | { readonly false: string };
  /** API calls that change something: `eks:CreateFargateProfile`, `PATCH deployments/app/web`. */
  readonly effects: readonly string[];
  readonly estimateSeconds: number;
  /** Why this step is here: rule ids and facts it answers, and the tutorial's step number if any. */
  readonly because: readonly string[];
  readonly tutorialStep?: number;
}

export interface StayingWorkload {
  readonly ref: ObjectRef;
  readonly reason: Text;
  /** It only serves EC2 nodes, and this plan takes the last of them: it ends with them, without a budget to keep. */
  readonly endsWithNodes?: true;
}

/** A change of the plan as a repository should have it, for what a GitOps tool keeps in sync. */
export interface CommitPatch {
  readonly ref: ObjectRef;
  /** Who keeps it: `Flux Kustomization flux-system/apps`. */
  readonly source: string;
  /** A strategic merge patch, as Kustomize takes it. */
  readonly patch: Readonly<Record<string, unknown>>;
}

/**
 * What a plan's profiles select by, and its order: a label of ours on what moves · labels that pods
 * have already (ours only where they tell nothing apart) · whole namespaces · those in the tutorial's order.
 */
export const PLAN_MODES = ['opt-in-label', 'own-labels', 'namespaces', 'as-tutorial'] as const;
export type PlanMode = (typeof PLAN_MODES)[number];

export interface Plan {
  readonly apiVersion: 'fargatectl/v1';
  readonly kind: 'Plan';
  readonly snapshot: { readonly digest: string; readonly cluster: string; readonly region: string };
  readonly mode: PlanMode;
  readonly steps: readonly PlannedStep[];
  readonly criticalPathSeconds: number;
  readonly pointsOfNoReturn: readonly string[];
  /** Workloads that the plan leaves on EC2, and why. */
  readonly stays: readonly StayingWorkload[];
  /** Workloads that run on Fargate already, all of them; absent when there are none. */
  readonly there?: readonly ObjectRef[];
  /** Things an operator must know before the run: budgets that cannot be kept, decisions taken. */
  readonly warnings: readonly Text[];
  /** Absent when no repository keeps anything that the plan changes. */
  readonly toCommit?: readonly CommitPatch[];
  /**
   * Fingerprints of the objects and AWS resources that the plan rests on, by their key; a live
   * cluster that differs makes the plan stale. Not a way to identify objects.
   */
  readonly basis: Readonly<Record<string, string>>;
}
