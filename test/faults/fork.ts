import { platform } from 'node:os';

/** How a child ended. */
export interface ChildEnd {
  readonly pid: number;
  /** 0 when it said that all went well; what waitpid(2) gives otherwise. */
  readonly status: number;
}

/** A process that goes on twice from where it is. */
export interface Forking {
  /** 0 in the child. Whoever is ended by no word of its own within the seconds is ended by an alarm. */
  fork(mostSeconds: number): number;
  /** Blocks until a child has ended. */
  wait(): ChildEnd;
  /** Ends this process at once, without farewells: its parent's threads are not its own. */
  exit(): never;
}

const MADV_DOFORK = 11;
const PAGE = 4_096;
/** Where a process' own addresses end. */
const ADDRESSES = 2 ** 47 - PAGE;

/**
 * fork(2), which Node has not, by way of a foreign-function interface; undefined where there is none.
 * The engine must run with `--single-threaded`: a child has no helper threads. Node marks the engine's
 * memory as not for children (MADV_DONTFORK), because it only ever starts other programs in them.
 * @source https://man7.org/linux/man-pages/man2/madvise.2.html (read 2026-11-25)
 */
export async function openForking(): Promise<Forking | undefined> {
  if (platform() !== 'linux') return undefined;
  const koffi = await import('koffi').then((m) => m.default, () => undefined); // prettier-ignore
  if (koffi === undefined) return undefined;
  const library = koffi.load(null);
  const fork = library.func('int fork()');
  const alarm = library.func('unsigned int alarm(unsigned int)');
  const waitpid = library.func('int waitpid(int, _Out_ int*, int)');
  const exitNow = library.func('void _exit(int)');
  const madvise = library.func('int madvise(uintptr_t, size_t, int)');
  const loop = library.func('void* uv_default_loop()');
  const loopFork = library.func('int uv_loop_fork(void*)');
  // All of it in one call: a loop here would ask for memory of its own meanwhile. What it says of gaps is no matter.
  const inherit = (): void => void madvise(PAGE, ADDRESSES - PAGE, MADV_DOFORK);
  return {
    fork(mostSeconds) {
      inherit();
      const pid = fork() as number;
      if (pid < 0) throw new TypeError('fork failed');
      if (pid === 0) {
        loopFork(loop());
        alarm(mostSeconds);
      }
      return pid;
    },
    wait() {
      const status = [0];
      const pid = waitpid(-1, status, 0) as number;
      return { pid, status: status[0] ?? -1 };
    },
    exit() {
      exitNow(0);
      throw new TypeError('unreachable');
    },
  };
}
