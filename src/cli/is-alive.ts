import { readFileSync } from 'node:fs';

/**
 * Whether a process of this machine can still act. One that ended but was not collected by its
 * parent (a zombie) still has its pid, and does nothing any more.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, and lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    // "4711 (node) Z 1 …": the name may hold anything, so the state is what follows its last bracket.
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (read 2026-11-24)
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    // No /proc (macOS, Windows): the signal's answer is all there is.
    return true;
  }
}
