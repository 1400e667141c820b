import type { Tamper } from '../e2e/stage.ts';
import type { HttpRequest } from '../../src/model/index.ts';
import { bodyOf, isKube, writeName } from './calls.ts';

/** How often each write took effect, by name. */
export type WriteCounts = ReadonlyMap<string, number>;

/** Stands nearest to the cluster and counts each write that it accepted, whatever became of the answer. */
export class WritesMade {
  private readonly made = new Map<string, number>();
  private readonly tokens = new Set<string>();

  get counts(): WriteCounts {
    return this.made;
  }

  readonly wire =
    (outer?: Tamper): Tamper =>
    async (request, next) => {
      const counted = async () => {
        const response = await next();
        if (response.status < 300) this.count(request);
        return response;
      };
      return outer ? outer(request, counted) : counted();
    };

  private count(request: HttpRequest): void {
    const name = writeName(request);
    if (name === undefined || this.isWithoutEffect(request, name)) return;
    const key = effectOf(request, name);
    this.made.set(key, (this.made.get(key) ?? 0) + 1);
  }

  /** AWS accepts these again, and nothing more happens. */
  private isWithoutEffect(request: HttpRequest, name: string): boolean {
    if (isKube(request)) return false;
    // A policy is attached or not; what is being deleted is deleted once.
    if (/^(iam AttachRolePolicy|eks DELETE) /.test(name)) return this.made.has(name);
    const token = /^eks /.test(name) && request.body.length > 0 && bodyOf(request)['clientRequestToken']; // prettier-ignore
    if (typeof token !== 'string') return false;
    const isRepeated = this.tokens.has(token);
    this.tokens.add(token);
    return isRepeated;
  }
}

/** Each pod of a workload is evicted for itself. */
const effectOf = (request: HttpRequest, name: string): string =>
  request.path.endsWith('/eviction') ? `POST ${request.path}` : name;

/** Writes that took effect more than once, and more often than in an undisturbed run. */
export const twice = (
  made: WriteCounts,
  undisturbed: WriteCounts,
): readonly { readonly name: string; readonly times: number; readonly wanted: number }[] =>
  [...made].flatMap(([name, times]) => {
    const wanted = Math.max(1, undisturbed.get(name) ?? 0);
    return times > wanted ? [{ name, times, wanted }] : [];
  });
