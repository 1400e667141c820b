import type { Answer } from './peers.ts';

/**
 * What two servers may say differently about the same: identities, times and the numbers of
 * versions. A version becomes its ordinal in the object's own history, so that a write that should
 * have changed nothing still shows.
 */
export class Normaliser {
  private readonly versions = new Map<string, string[]>();

  answer({ status, body }: Answer): unknown {
    if (body?.kind === 'Status') {
      // Texts and causes are for people; code and reason are what programs branch on.
      return { status, reason: body.reason, code: body.code };
    }
    return { status, body: this.value(body) };
  }

  value(body: Answer['body']): unknown {
    if (Array.isArray(body?.items)) {
      const { resourceVersion: _v, continue: more, ...metadata } = body.metadata ?? {};
      return {
        ...body,
        metadata: { ...metadata, ...(more ? { continue: 'more' } : {}) },
        items: body.items.map((o: Answer['body']) => this.object(o)),
      };
    }
    return this.object(body);
  }

  object(o: Answer['body']): unknown {
    const { metadata, ...rest } = o ?? {};
    if (!metadata) return o;
    const { uid, resourceVersion, creationTimestamp, deletionTimestamp, managedFields, selfLink: _s, ...kept } = metadata; // prettier-ignore
    const version = resourceVersion === undefined ? undefined : this.ordinal(uid ?? '', resourceVersion); // prettier-ignore
    return withoutTimes({
      ...rest,
      metadata: {
        ...kept,
        ...(version === undefined ? {} : { version }),
        ...(uid === undefined ? {} : { uid: 'some' }),
        ...(creationTimestamp ? { creationTimestamp: 'then' } : {}),
        ...(deletionTimestamp ? { deletionTimestamp: 'then' } : {}),
        ...(managedFields
          ? {
              managedFields: managedFields
                .map(({ time: _t, ...m }: Record<string, unknown>) => m)
                // Those of one second have another order than those of two.
                .sort((a: Manager, b: Manager) => (nameOf(a) < nameOf(b) ? -1 : 1)),
            }
          : {}),
      },
    });
  }

  private ordinal(uid: string, version: string): string {
    const known = this.versions.get(uid) ?? [];
    if (!known.includes(version)) known.push(version);
    this.versions.set(uid, known);
    return `v${known.indexOf(version) + 1}`;
  }
}

interface Manager {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
}
const nameOf = (m: Manager): string => `${m.manager}/${m.operation}/${m.subresource ?? ''}`;

/** Keys in one order, times gone, random names of projected volumes made plain. */
function withoutTimes(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/kube-api-access-[a-z0-9]{5}/, 'kube-api-access-*'); // prettier-ignore
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([k]) => !/^(lastTransitionTime|lastUpdateTime|lastProbeTime)$/.test(k))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, withoutTimes(v)]),
  );
}
