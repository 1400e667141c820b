import { matrixOf } from './matrix.ts';
import { runCase } from './one-case.ts';
const [filter = '', every = '1'] = process.argv.slice(2);
const { cases, reference } = await matrixOf({ retire: ['app/host-tuner'] });
const name = (c: any) => `${c.ordinal} ${c.call} #${c.nth} · ${c.fault.id} ${c.fault.moment}`;
const mine = cases.filter((c) => new RegExp(filter).test(name(c))).filter((_, i) => i % Number(every) === 0);
console.log(mine.length, 'of', cases.length);
for (const c of mine) {
  let e: any;
  try { e = await runCase(c, reference); e = e.how + ' ' + (e.reason ?? '') + ' lost ' + e.failed; } catch (x) { e = String(x).slice(0, 420); }
  console.log(name(c), '→', e);
}
