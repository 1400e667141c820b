export const PART_LABEL = 'fargatectl.io/part';

/** A ConfigMap of a run, named so that they sort in the order of its parts. */
export const partName = (run: string, part: 'plan' | 'journal', index: number): string =>
  `run-${run.toLowerCase()}-${part}-${String(index).padStart(3, '0')}`;
