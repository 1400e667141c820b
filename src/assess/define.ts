import type {
  AwsPart,
  FailurePoint,
  Finding,
  Fix,
  Json,
  JsonPatchOp,
  Severity,
  Text,
} from '../model/index.ts';
import type { AssessContext, ClusterContext } from './context.ts';
import type { Subject } from './subject.ts';

// Every rule speaks: it finds its words where it finds the rest of its vocabulary.
export { text, type Text } from '../model/index.ts';

/** A finding before its language is chosen. What is left out comes from the rule. */
export interface Draft {
  readonly severity?: Severity;
  readonly object?: NonNullable<Finding['object']>;
  readonly container?: string;
  readonly field?: string;
  readonly value?: Json;
  readonly message: Text;
  readonly remedy: Text;
  readonly fix?: Fix | null;
  /** False: no change can mend it, the workload stays on EC2. */
  readonly mendable?: boolean;
}

/** What a check says when it could not look; never to be mixed up with "nothing found". */
export interface CannotTell {
  readonly cannotTell: Text;
}
/** Findings, or why none can be given, or both (one volume known, another not). */
export type Outcome = readonly (Draft | CannotTell)[];

interface RuleFacts {
  /** The file's name, the JSON id, the docs page. Never reused. */
  readonly id: string;
  readonly title: Text;
  /** Of its ordinary finding; a draft may say otherwise. */
  readonly severity: Severity;
  /** Numbers of the tutorial's 23 considerations that it answers. */
  readonly considerations: readonly number[];
  /** At which point reality would say no. */
  readonly when: FailurePoint;
  readonly source: string;
  /** Read before the check may speak: kinds as the snapshot names them, and parts of AWS. */
  readonly needs?: {
    readonly kinds?: readonly string[];
    readonly aws?: readonly AwsPart[];
  };
}

export interface WorkloadRule extends RuleFacts {
  readonly scope: 'workload';
  /**
   * A missing answer makes the verdict `unknown` even though the rule itself is no blocker: traffic
   * or protection would be lost. Blockers are essential anyway.
   */
  readonly essential?: true;
  /** Has something to say of DaemonSets, which stay whatever else is in them. */
  readonly daemonSets?: true;
  readonly check: (subject: Subject, context: AssessContext) => Outcome;
}
export interface ClusterRule extends RuleFacts {
  readonly scope: 'cluster';
  readonly check: (context: ClusterContext) => Outcome;
}
export type Rule = WorkloadRule | ClusterRule;

export const workloadRule = (rule: Omit<WorkloadRule, 'scope'>): WorkloadRule => ({
  scope: 'workload',
  ...rule,
});
export const clusterRule = (rule: Omit<ClusterRule, 'scope'>): ClusterRule => ({
  scope: 'cluster',
  ...rule,
});

export const cannotTell = (en: string, ko: string): CannotTell => ({ cannotTell: { en, ko } });

export const jsonPatch = (...patch: readonly JsonPatchOp[]): Fix => ({ type: 'json-patch', patch });

/** `spec.template.spec.containers[0]` → `/spec/template/spec/containers/0`, then keys with their slashes escaped. */
export const pointer = (field: string, ...keys: readonly string[]): string =>
  [
    '',
    ...field.replaceAll(/\[(\d+)\]/g, '.$1').split('.'),
    ...keys.map((k) => k.replaceAll('~', '~0').replaceAll('/', '~1')),
  ].join('/');

/** The pages that most rules rest on, read 2026-11-23. */
export const SOURCES = {
  fargate: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate.html',
  podConfiguration: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html',
  profile: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html',
  patching: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-patching.html',
  podIdentity: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
  networkPolicy: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  securityGroups: 'https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html',
  privateClusters: 'https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html',
  efs: 'https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html',
  started: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html',
  logging: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html',
  /** Public fork that carries EKS' Fargate pod validator: lists are "at least". */
  validator: 'https://github.com/mahakagi/kubernetes/blob/e76e199d30f602b8c9f6ecc6dcdd3cb2bc85d242/pkg/kubelet/lifecycle/fargate_pod_validator.go',
} as const; // prettier-ignore
