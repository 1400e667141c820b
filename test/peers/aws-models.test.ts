import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../contract/aws-account.ts';
import { withPeers } from './peer.ts';

interface Verdict {
  /** Answers that were no refusals. */
  readonly calls: number;
  readonly problems: readonly string[];
}

const offered = openAccount().world.operations;
/** What the twin knows only to refuse. */
const REFUSED = ['sts:AssumeRole', 'cloudformation:CreateStack'];

// The judge is test/peers/aws-models/judge.py: AWS' own models and parser, of botocore.
withPeers('AWS’ service models', ['python'], (peers) => {
  let verdicts: Readonly<Record<string, Verdict>> = {};
  beforeAll(async () => {
    const operations = join(peers.lab.dir, 'operations');
    const file = join(peers.lab.dir, 'verdicts.json');
    writeFileSync(operations, offered.join('\n'));
    await peers.ok('python', [
      join(import.meta.dirname, 'aws-models', 'judge.py'),
      operations,
      file,
    ]);
    verdicts = JSON.parse(readFileSync(file, 'utf8')) as typeof verdicts;
  }, 180_000);

  describe('find nothing wrong in', () => {
    it.each(offered)('%s', (operation) => {
      const verdict = verdicts[operation];
      expect(verdict?.problems).toEqual([]);
      if (!REFUSED.includes(operation)) expect(verdict?.calls).toBeGreaterThan(0);
    });
  });

  it('know every operation that was called, and no other was', () => {
    expect(Object.keys(verdicts).toSorted()).toEqual([...offered].toSorted());
  });
});
