import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryJournal } from '../../src/cli/memory-run.ts';
import { openProbe } from '../../src/cli/probe.ts';
import { reportRun } from '../../src/cli/report-run.ts';
import type { RequestCount } from '../../src/model/index.ts';
import { openStage, quietIo } from './stage.ts';

describe('migrate --probe', () => {
  let healthy = true;
  const server = createServer((_request, response) =>
    response.writeHead(healthy ? 200 : 502).end(),
  );
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => void server.close());

  it('puts what it saw into the summary and the journal, and says at once when it fails', async () => {
    healthy = true;
    const io = quietIo();
    const probe = await openProbe({ probe: [url], probeEvery: '100' }, io);
    healthy = false;
    const stage = await openStage();
    try {
      const plan = await stage.plan();
      const journal = memoryJournal(plan, stage.clock.now(), 'probed');
      if (!probe) throw new TypeError('nothing is asked');
      await reportRun({ io, world: stage.world, stored: { id: 'probed', place: 'local', plan, open: () => Promise.resolve(journal) }, json: true, probe, direction: { way: 'forward', pauseAfter: 'preflight' } }); // prettier-ignore
      const last = JSON.parse(io.printed.at(-1) ?? '') as { summary: { requests: RequestCount[] } };
      const [seen] = last.summary.requests;
      expect(seen?.through).toBe(url);
      expect(seen?.failed).toBe(seen?.asked);
      expect(io.errors.join('')).toContain(`${url} does not answer (HTTP 502)`);
      expect(seen?.asked).toBeGreaterThan(0);
      expect(journal.allNotes().filter((n) => n.text.en.startsWith(`${url}: `))).toHaveLength(1);
    } finally {
      stage.stop();
    }
  });

  it('begins nothing while a URL does not answer', async () => {
    healthy = false;
    await expect(openProbe({ probe: [url] }, quietIo())).rejects.toMatchObject({
      code: 'PROBE_UNANSWERED',
    });
  });

  it.each(['ftp://example.com/', 'http://me:secret@example.com/', 'nonsense'])(
    'refuses %s, and does not repeat it',
    async (given) => {
      const refused = await openProbe({ probe: [given] }, quietIo()).catch((e: unknown) => e);
      expect(refused).toMatchObject({ code: 'BAD_FLAG' });
      expect(String(refused)).not.toContain('secret');
    },
  );
});
