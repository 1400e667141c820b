import { parse } from 'yaml';
import type { KubeObject } from '../../model/index.ts';
import type { Controller } from '../runtime/index.ts';
import type { Principal } from '../seams.ts';

/** A line of `mapRoles` or `mapUsers`. */
export interface Mapping {
  readonly username: string;
  readonly groups: readonly string[];
}

export interface AwsAuth {
  /** Whom the ConfigMap makes of a principal; undefined when it says nothing of it. */
  mappingOf(principal: Principal): Mapping | undefined;
  /** Keeps the ConfigMap's newest content at hand. */
  readonly controller: Controller;
}

/**
 * The ConfigMap `aws-auth`, by which clusters let people in before there were access entries. Role
 * ARNs stand there without a path. What is no YAML maps nobody, as in EKS.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html (read 2026-11-25)
 */
export function createAwsAuth(): AwsAuth {
  let data: Readonly<Record<string, string>> = {};
  const seen = (now: KubeObject | undefined): void => {
    data = (now?.['data'] ?? {}) as typeof data;
  };
  return {
    mappingOf(principal) {
      const { arn, roleArn } = principal;
      const found =
        roleArn === undefined
          ? linesOf(data['mapUsers']).find((line) => line['userarn'] === arn)
          : linesOf(data['mapRoles']).find((line) => sameRole(line['rolearn'], roleArn));
      if (!found) return undefined;
      const groups = Array.isArray(found['groups']) ? found['groups'].map(String) : [];
      const username = typeof found['username'] === 'string' ? found['username'] : arn;
      return { username, groups };
    },
    controller: {
      name: 'aws-auth',
      watches: {
        'v1/ConfigMap': () => (now, before) => {
          const { namespace, name } = (now ?? before)?.metadata ?? {};
          if (namespace === 'kube-system' && name === 'aws-auth') seen(now);
        },
      },
      reconcile: () => Promise.resolve(),
    },
  };
}

const sameRole = (mapped: unknown, roleArn: string): boolean =>
  typeof mapped === 'string' &&
  mapped.replace(/:role\/.*\//, ':role/') === roleArn.replace(/:role\/.*\//, ':role/');

function linesOf(text: string | undefined): readonly Readonly<Record<string, unknown>>[] {
  try {
    const lines: unknown = parse(text ?? '[]');
    return Array.isArray(lines)
      ? lines.filter((line): line is Record<string, unknown> => typeof line === 'object' && line !== null) // prettier-ignore
      : [];
  } catch {
    return [];
  }
}
