import type {
  Addon,
  FargateSelector,
  KubeObject,
  Nodegroup,
  ObjectRef,
  Tags,
  Text,
} from '../model/index.ts';
import type { AwsCloud, Kubernetes, NewIngressRule } from '../ports/index.ts';

/**
 * Every write that fargatectl can make, as data. A step never calls a writing verb of a port; it
 * asks for an effect. That is what makes the promises uniform: before each effect its before-image
 * and its intent are in the journal, after it its outcome; resume settles it by looking; rollback
 * performs its inverse. See docs/adr/ "effects as data".
 */
export type Effect =
  | {
      readonly kind: 'kube-create';
      readonly object: KubeObject;
      /** Brings back what was deleted, as it was: no marks of ours; values that were not stored come from where they are kept. */
      readonly restores?: { readonly withheld?: Withheld };
    }
  | { readonly kind: 'kube-set'; readonly ref: ObjectRef; readonly set: readonly FieldSetting[] }
  | {
      readonly kind: 'kube-delete';
      readonly ref: ObjectRef;
      /** Only this very object; another one of its name is left alone. */
      readonly uid?: string;
      readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
    }
  | {
      readonly kind: 'kube-evict';
      readonly namespace: string;
      readonly pod: string;
      readonly uid: string;
    }
  /** Rewrites only the status inside a Helm v3 release record, in memory; its values are never stored. */
  | {
      readonly kind: 'helm-release-status';
      readonly namespace: string;
      readonly release: string;
      readonly status: 'deployed' | 'uninstalled';
      /** An inverse: the record as it was, of that revision. */
      readonly restores?: {
        readonly revision: number;
        readonly deleted: string | null;
        readonly description: string | null;
      };
    }
  | {
      readonly kind: 'eks-create-fargate-profile';
      readonly cluster: string;
      readonly name: string;
      readonly podExecutionRoleArn: string;
      readonly subnetIds: readonly string[];
      readonly selectors: readonly FargateSelector[];
      readonly tags: Tags;
    }
  | {
      readonly kind: 'eks-delete-fargate-profile';
      readonly cluster: string;
      readonly name: string;
      /** What an inverse must find: the profile that this run made, told by its tag. */
      readonly run?: string;
    }
  | {
      readonly kind: 'eks-scale-nodegroup';
      readonly cluster: string;
      readonly name: string;
      readonly scaling: Nodegroup['scaling'];
      /** What an inverse must find: our own limits. Autoscalers move the desired size, so it does not count. */
      readonly expect?: Nodegroup['scaling'];
    }
  | { readonly kind: 'eks-delete-nodegroup'; readonly cluster: string; readonly name: string }
  | {
      readonly kind: 'eks-create-nodegroup';
      readonly cluster: string;
      readonly nodegroup: Nodegroup;
    }
  | {
      readonly kind: 'eks-update-addon';
      readonly cluster: string;
      readonly name: string;
      readonly configurationValues: string | null;
      /** What an inverse must find: our own configuration. */
      readonly expect?: { readonly configurationValues: string | null };
    }
  | {
      readonly kind: 'eks-delete-addon';
      readonly cluster: string;
      readonly name: string;
      readonly preserve: boolean;
    }
  | { readonly kind: 'eks-create-addon'; readonly cluster: string; readonly addon: Addon }
  | {
      readonly kind: 'iam-create-role';
      readonly name: string;
      readonly trustPolicy: unknown;
      readonly description: string;
      readonly tags: Tags;
    }
  /** `run`: what an inverse must find, the role that this run made, told by its tag. */
  | { readonly kind: 'iam-delete-role'; readonly name: string; readonly run?: string }
  | { readonly kind: 'iam-attach-role-policy'; readonly role: string; readonly policyArn: string }
  | { readonly kind: 'iam-detach-role-policy'; readonly role: string; readonly policyArn: string }
  | {
      readonly kind: 'ec2-authorize-ingress';
      readonly groupId: string;
      readonly rule: NewIngressRule;
    }
  | { readonly kind: 'ec2-revoke-ingress'; readonly groupId: string; readonly rule: NewIngressRule }
  | { readonly kind: 'efs-create-file-system'; readonly creationToken: string; readonly tags: Tags }
  | { readonly kind: 'efs-delete-file-system'; readonly fileSystemId: string }
  | {
      readonly kind: 'efs-create-mount-target';
      readonly fileSystemId: string;
      readonly subnetId: string;
      readonly securityGroupIds: readonly string[];
    }
  | { readonly kind: 'efs-delete-mount-target'; readonly mountTargetId: string }
  | {
      readonly kind: 'efs-create-access-point';
      readonly fileSystemId: string;
      readonly clientToken: string;
      readonly path: string;
      readonly uid: number;
      readonly gid: number;
      readonly tags: Tags;
    }
  | { readonly kind: 'efs-delete-access-point'; readonly accessPointId: string };

export type EffectKind = Effect['kind'];
export type EffectOf<K extends EffectKind> = Extract<Effect, { readonly kind: K }>;

/**
 * One field of an object, by path. Elements of lists are named by an identifying field, so that a
 * change survives reordering: `['spec','template','spec','containers',{ name: 'web' },'args']`.
 * `value: undefined` removes the field. Missing parents are made, and taken away again by the inverse.
 */
export interface FieldSetting {
  readonly path: readonly (string | Readonly<Record<string, string | number>>)[];
  readonly value?: unknown;
  /** What must stand there now (an inverse expects what we set); anything else was somebody's change. */
  readonly expect?: { readonly value?: unknown };
  /** On removal: how many parents may go too when they become empty (those that we made). */
  readonly pruneParents?: number;
}

/** Environment values that a before-image does not hold, and the Helm record that does. */
export interface Withheld {
  readonly from: 'helm';
  readonly namespace: string;
  readonly release: string;
}

export interface EffectPorts {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
}

/** What resume finds when it looks at an effect whose outcome was not written down. */
export type Settlement =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'not-done' }
  /** Neither what was before nor what we meant: somebody else was here. */
  | { readonly state: 'changed'; readonly what: Text };

export type Inverse =
  | { readonly kind: 'effects'; readonly effects: readonly Effect[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'irreversible'; readonly why: Text };

export interface EffectCall {
  readonly before: unknown;
  /** The same at every try of the same effect. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** What an effect writes: words from the general to the special, such as service, kind, name, field. */
export type Target = readonly string[];

/** All that the engine needs to know about one kind of effect. `before` and `result` must be JSON. */
export interface EffectDefinition<K extends EffectKind> {
  readonly kind: K;
  /** `PATCH deployments/app/web`, `eks:CreateFargateProfile ops-kube-system`. */
  describe(effect: EffectOf<K>): string;
  /** Two effects meet when a target of one begins with a target of the other; the later one then holds. */
  targets(effect: EffectOf<K>): readonly Target[];
  /** Puts our marks on what a run makes. Stored inverses are performed as they are. */
  prepare?(effect: EffectOf<K>, run: string): EffectOf<K>;
  /**
   * The before-image: just the part of the world that this effect changes. Rejects with
   * CHANGED_BY_OTHERS when an inverse does not find what we left.
   */
  observe(ports: EffectPorts, effect: EffectOf<K>, signal?: AbortSignal): Promise<unknown>;
  /** Looks whether it has happened. */
  settle(
    ports: EffectPorts,
    effect: EffectOf<K>,
    before: unknown,
    signal?: AbortSignal,
  ): Promise<Settlement>;
  /**
   * Once. Rejects with CHANGED_MEANWHILE, having done nothing, when the world is no longer as the
   * before-image says; it may then be observed and tried anew.
   */
  perform(ports: EffectPorts, effect: EffectOf<K>, call: EffectCall): Promise<unknown>;
  /** A result that says that nothing was done, and why: an eviction that a budget refused. */
  refused?(result: unknown): string | undefined;
  inverse(effect: EffectOf<K>, before: unknown, result: unknown): Inverse;
}
