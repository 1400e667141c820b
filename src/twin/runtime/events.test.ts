import { expect, it } from 'vitest';
import { aPod, aServer } from '../apiserver/server-fixture.ts';
import { EventRecorder } from './events.ts';

const HOUR_MS = 60 * 60_000;
const text = (message: string) =>
  ({ type: 'Normal', reason: 'Told', message, component: 'kubelet' }) as const;

async function aStage() {
  const { server, clock } = aServer();
  const pod = await server.api.create(aPod('p'));
  const events = async () => (await server.api.list('v1/Event')).items;
  return { api: server.api, clock, pod, events };
}

it('names events so that they sort by time, whoever writes them', async () => {
  const { api, clock, pod, events } = await aStage();
  const [one, two] = [new EventRecorder({ api, clock }), new EventRecorder({ api, clock })];
  for (const [i, recorder] of [one, two, one, two].entries())
    await recorder.record(pod, text(`number ${i}`));
  expect((await events()).map((e) => e['message'])).toEqual([0, 1, 2, 3].map((i) => `number ${i}`));
});

it('counts the same words up', async () => {
  const { api, clock, pod, events } = await aStage();
  const recorder = new EventRecorder({ api, clock });
  for (let i = 0; i < 3; i += 1) await recorder.record(pod, text('again'));
  expect((await events()).map((e) => e['count'])).toEqual([3]);
});

it('forgets events after an hour', async () => {
  const { api, clock, pod, events } = await aStage();
  const recorder = new EventRecorder({ api, clock });
  await recorder.record(pod, text('old'));
  await clock.sleep(HOUR_MS);
  await recorder.record(pod, text('new'));
  expect((await events()).map((e) => e['message'])).toEqual(['new']);
});
