import type { JournalStore } from '../../src/execute/index.ts';
import { readBody, type HttpRequest, type HttpResponse } from '../../src/model/index.ts';
import type { BareStage, Tamper } from '../e2e/stage.ts';
import { writeName } from './calls.ts';
import type { Fault } from './faults.ts';
import { act, type Deed } from './somebody.ts';

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

/** Stands on the wire of the first process and strikes once. */
export class Strike {
  struck = false;
  dead = false;
  /** When somebody else acted on the object. */
  deed: Deed | undefined;
  private count = 0;
  private readonly c: Case;
  private readonly stage: BareStage;
  constructor(c: Case, stage: BareStage) {
    this.c = c;
    this.stage = stage;
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
    if (this.struck || writeName(request) !== this.c.call) return next();
    const mine = this.count === this.c.nth;
    this.count += 1;
    if (!mine) return next();
    this.struck = true;
    const { fault } = this.c;
    if (fault.moment === 'before') return this.hit(request);
    const response = await next();
    // Somebody lays hands on what was written, not on what was refused: the next try is struck.
    if (fault.does.kind === 'somebody' && response.status >= 400) {
      this.struck = false;
      this.count -= 1;
      return response;
    }
    return fault.moment === 'between' ? this.hit(request) : this.afterwards(request, response);
  };

  private async hit(request: HttpRequest): Promise<HttpResponse> {
    const { does } = this.c.fault;
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

  private async afterwards(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
    const { does } = this.c.fault;
    const body = await readBody(response);
    if (does.kind === 'somebody')
      this.deed = await act(this.stage, { request, answer: body }, does.act);
    // The process reads the answer and dies before it can write it down.
    if (does.kind === 'kill') this.dead = true;
    return { ...response, body };
  }
}
