/** Time as the run sees it: real, real × factor, or virtual (rehearsal, tests). */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Milliseconds that only run forward, from any start; a machine that sleeps may not count them.
   * Absent where `now` itself never jumps (virtual time).
   */
  monotonic?(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Keeps a virtual clock from jumping while real I/O (a file, a module load) is under way. */
  hold<T>(work: Promise<T>): Promise<T>;
}
