import { describe, expect, it } from 'vitest';
import { ON_KUBERNETES, type PeerLab, type PeerName } from './peer.ts';

/** What a stream must hold: the very text, or each of these in turn. */
type Expected = string | RegExp | readonly (string | RegExp)[];

/** One command line as a person types it, and what the real thing answers. */
export interface Row extends Answer {
  /** What the test is called when the command line is too long for a title. */
  readonly name?: string;
  readonly run: string;
  /** Where Kubernetes' own control plane rightly answers otherwise: it is not EKS, or the twin refuses. */
  readonly onKubernetes?: Answer;
}

interface Answer {
  /** Exit code; 0 unless told. */
  readonly code?: number;
  readonly out?: Expected;
  readonly err?: Expected;
}

export interface Section {
  readonly title: string;
  readonly peers: PeerLab;
  /** Which binary `kubectl` and `helm` are in the rows. */
  readonly kubectl: PeerName;
  readonly helm?: PeerName;
  /** Commands before every row: variables, functions. */
  readonly prelude?: string;
  /** A namespace of the section's own, which every command works in. */
  readonly namespace: string;
}

/** A table of commands, run one after the other as in a terminal: each finds what the last one left. */
export function table(section: Section, rows: readonly Row[]): void {
  const { peers, namespace } = section;
  const kubectl = `kubectl() { command_kubectl --namespace ${namespace} "$@"; }`;
  const alias = (name: string, peer: PeerName): string =>
    name === peer ? '' : `${name}() { ${peer} "$@"; }`;
  const prelude = [
    // The peer's own function moves out of the way of the one that adds the namespace.
    alias('kubectl', section.kubectl),
    'eval "command_$(declare -f kubectl)"',
    kubectl,
    section.helm === undefined ? '' : alias('helm', section.helm),
    section.helm === undefined
      ? ''
      : `eval "command_$(declare -f helm)"; helm() { command_helm --namespace ${namespace} "$@"; }`,
    section.prelude ?? '',
  ].join('\n');
  describe(section.title, () => {
    it.each(rows.map((row) => [row.name ?? row.run, row] as const))('%s', async (_title, row) => {
      const { code, out, err } = await peers.shell(`${prelude}\n${row.run}`);
      const wanted = (ON_KUBERNETES ? row.onKubernetes : undefined) ?? row;
      expect({ code, ...(code === (wanted.code ?? 0) ? {} : { out, err }) }).toEqual({
        code: wanted.code ?? 0,
      });
      if (wanted.out !== undefined) expectText(out, wanted.out);
      if (wanted.err !== undefined) expectText(err, wanted.err);
    });
  });
}

function expectText(text: string, expected: Expected): void {
  if (typeof expected === 'string') expect(text).toBe(expected);
  else
    for (const part of expected instanceof RegExp ? [expected] : expected)
      if (typeof part === 'string') expect(text).toContain(part);
      else expect(text).toMatch(part);
}

/**
 * The two kubectls that the table is run with: three minors below the twin's 1.35, and one above. On
 * Kubernetes' own control plane the server is in question, not kubectl: one is enough.
 */
export const KUBECTLS = (
  [
    { kubectl: 'kubectl', minor: '1.32' },
    { kubectl: 'kubectl36', minor: '1.36' },
  ] as const
).slice(ON_KUBERNETES ? 1 : 0);
