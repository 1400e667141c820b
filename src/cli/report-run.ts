import { EXIT, type ExitCode } from '../errors/index.ts';
import type { Journal } from '../execute/index.ts';
import { counted, text } from '../model/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { printError } from './errors.ts';
import type { Io } from './io.ts';
import { spoken } from './lang.ts';
import { withDns } from './probe.ts';
import { eventPrinter } from './render/events.ts';
import { summaryText } from './render/summary.ts';
import { exitCodeOf, runSession, type Session } from './session.ts';
import type { StoredRun } from './state.ts';

/** Runs, tells what happens, and says how it ended: events on stdout with `-o json`, lines otherwise. */
export async function reportRun(o: {
  readonly io: Io;
  readonly world: { readonly kube: Kubernetes; readonly aws: AwsCloud; readonly clock: Clock };
  readonly stored: StoredRun;
  readonly json: boolean;
  readonly probe?: Session['probe'];
  readonly direction: Session['direction'];
}): Promise<ExitCode> {
  const { io, stored } = o;
  const { accountId } = await o.world.aws.callerIdentity();
  const probe = await withDns(o.probe, { world: o.world, plan: stored.plan, io });
  let journal: Journal | undefined;
  const result = await runSession({
    world: o.world,
    plan: stored.plan,
    journal: { run: stored.id, open: async () => (journal = await stored.open()) },
    accountId,
    io,
    direction: o.direction,
    ...(probe === undefined ? {} : { probe }),
    onEvent: o.json
      ? (event) => io.out(`${JSON.stringify(spoken(event, io.lang))}\n`)
      : eventPrinter(io, stored.plan, (text) => io.out(text)),
  });
  for (const r of result.summary.requests)
    journal?.write({
      type: 'note',
      step: '',
      text: text(
        `${r.through}: ${counted(r.asked, 'request')}, ${r.failed} failed, ${r.longestGapSeconds} s the longest gap`,
        `${r.through}: 요청 ${r.asked}건, 실패 ${r.failed}건, 가장 긴 끊김 ${r.longestGapSeconds}초`,
      ),
      time: new Date(o.world.clock.now()).toISOString(),
    });
  await journal?.saved();
  if (!o.json) io.out(`\n${summaryText(result.summary, io)}`);
  if (result.error) printError(result.error, io, { lang: io.lang, debug: false });
  const code = exitCodeOf(result);
  const where = stored.place === 'cluster' ? ' --journal cluster' : '';
  if (code !== EXIT.done && o.direction.way === 'forward')
    io.err(
      io.lang === 'ko'
        ? `실행 ${stored.id}은(는) 저장되었습니다. 이어서: fargatectl migrate --resume${where} · 되돌리기: fargatectl rollback${where}\n`
        : `Run ${stored.id} is kept. Go on: fargatectl migrate --resume${where} · go back: fargatectl rollback${where}\n`,
    );
  return code;
}
