import { writeFileSync } from 'node:fs';
import { openRealStage } from './stage.ts';
import { MemoryJournal } from '../e2e/stage.ts';
import { compareSnapshots } from '../../src/inventory/index.ts';
import { proveRun } from '../../src/cli/proof.ts';
const t0 = Date.now();
const at = () => ((Date.now() - t0) / 1000).toFixed(1);
const s = await openRealStage();
console.log('up', at());
try {
  const snap = await s.look();
  const analysis = await s.analyze(snap);
  const plan = await s.plan(analysis);
  console.log('steps', plan.steps.length, plan.criticalPathSeconds, at());
  const store = new MemoryJournal();
  const r = await s.session({ plan, store, onEvent: (e) => console.log(at(), e.event, (e as any).step ?? '', (e as any).message ?? '') });
  console.log(at(), r.error, JSON.stringify(r.summary, null, 1));
  writeFileSync('/tmp/helpD/journal', store.read());
  console.log((await proveRun(s.world, plan)).filter((c) => c.state !== 'ok'));
  console.log('failures', s.plane.failures);
  if (process.argv[2] !== 'forward') {
    const back = await s.session({ plan, store, direction: { way: 'back' }, onEvent: (e) => console.log(at(), e.event, (e as any).step ?? '', (e as any).message ?? '') });
    console.log(at(), back.error, JSON.stringify(back.summary, null, 1));
    console.log(JSON.stringify(compareSnapshots(snap, await s.look()), null, 1));
    console.log('failures', s.plane.failures);
  }
} finally {
  if (process.argv.includes('hold')) { console.log(s.control.kubeconfig); await new Promise((r) => process.stdin.once('data', r)); }
  await s.stop();
}
