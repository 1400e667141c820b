/** Seconds of processor time, of all threads of this process: what else the machine does is not in it. */
async function seconds(work: () => unknown): Promise<number> {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

/**
 * The least that each piece of work took in some rounds, in which they take turns: whatever disturbs
 * only ever adds, and disturbs all of them alike.
 */
export async function best<K extends string>(
  rounds: number,
  work: Readonly<Record<K, () => unknown>>,
): Promise<Readonly<Record<K, number>>> {
  const names = Object.keys(work) as K[];
  const least = Object.fromEntries(names.map((n) => [n, Infinity])) as Record<K, number>;
  for (let i = 0; i < rounds; i += 1)
    for (const name of names) least[name] = Math.min(least[name], await seconds(work[name]));
  return least;
}
