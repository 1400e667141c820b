import type { JournalStore } from '../../src/execute/index.ts';
import { readBody, type HttpRequest, type HttpResponse } from '../../src/model/index.ts';
import type { Tamper } from '../e2e/stage.ts';
import { writeName } from './calls.ts';
import type { Fault } from './faults.ts';
import { act, type Deed, type Scene } from './somebody.ts';

/** One write of the run, and what becomes of it. */
export interface Case {
  /** The call's place among the writes of the undisturbed run. */
  readonly ordinal: number;
  readonly step: string;
  readonly call: string;
  /** Which of the calls of that name is struck, from 0. */
  readonly nth: number;
  readonly fault: Fault;
  /** How the operator goes on where the struck run does not finish by itself. */
  readonly then: 'resumes' | 'goes back';
}

/** A case that is known from the beginning, or whoever decides at each write. */
export type StrikeAt = Case | { readonly before: (name: string, nth: number) => Case | undefined };

/** Stands on the wire of the first process and strikes once. */
export class Strike {
  struck = false;
  dead = false;
  /** When somebody else acted on the object. */
  deed: Deed | undefined;
  private count = 0;
  private readonly stage: Scene;
  private armed: Case | undefined;
  /** Asked before each write; may arm, as the run has come to the call already. */
  private readonly before: ((name: string, nth: number) => Case | undefined) | undefined;
  private readonly seen = new Map<string, number>();
  constructor(stage: Scene, how: StrikeAt) {
    this.stage = stage;
    this.armed = 'call' in how ? how : undefined;
    this.before = 'call' in how ? undefined : how.before;
  }

  /** What this process strikes; undefined as long as it strikes nothing. */
  get case(): Case | undefined {
    return this.armed;
  }

  /** The process' disk: nothing reaches it after its death. */
  disk(disk: JournalStore): JournalStore {
    return {
      append: (line) => {
        if (this.dead) throw new Error('this process is dead');
        disk.append(line);
      },
      read: () => disk.read(),
    };
  }

  readonly wire: Tamper = async (request, next) => {
    if (this.dead) throw new Error('this process is dead');
    const name = this.struck ? undefined : writeName(request);
    if (name === undefined) return next();
    if (this.before && !this.armed) {
      const nth = this.seen.get(name) ?? 0;
      this.seen.set(name, nth + 1);
      this.armed = this.before(name, nth);
      // It is this very call.
      this.count = nth;
    }
    const c = this.armed;
    if (c === undefined || name !== c.call) return next();
    const mine = this.count === c.nth;
    this.count += 1;
    if (!mine) return next();
    this.struck = true;
    const { fault } = c;
    if (fault.moment === 'before') return this.hit(request, fault);
    const response = await next();
    // Somebody lays hands on what was written, not on what was refused: the next try is struck.
    if (fault.does.kind === 'somebody' && response.status >= 400) {
      this.struck = false;
      this.count -= 1;
      return response;
    }
    return fault.moment === 'between'
      ? this.hit(request, fault)
      : this.afterwards(request, response, fault);
  };

  private async hit(request: HttpRequest, { does }: Fault): Promise<HttpResponse> {
    switch (does.kind) {
      case 'kill':
        this.dead = true;
        throw new Error('this process has just died');
      case 'answer':
        return does.answer(request);
      case 'throw':
        if (does.afterMs > 0) await this.stage.clock.sleep(does.afterMs);
        throw Object.assign(new Error(`the wire: ${does.code}`), { code: does.code });
      case 'somebody':
        throw new Error('somebody acts after the answer, not before');
    }
  }

  private async afterwards(
    request: HttpRequest,
    response: HttpResponse,
    { does }: Fault,
  ): Promise<HttpResponse> {
    const body = await readBody(response);
    if (does.kind === 'somebody')
      this.deed = await act(this.stage, { request, answer: body }, does.act);
    // The process reads the answer and dies before it can write it down.
    if (does.kind === 'kill') this.dead = true;
    return { ...response, body };
  }
}
