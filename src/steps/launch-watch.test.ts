import { describe, expect, it } from 'vitest';
import { CloudError } from '../errors/index.ts';
import { verbatim, type KubeObject, type Pod } from '../model/index.ts';
import type { StepContext } from './define.ts';
import { LaunchWatch } from './launch-watch.ts';

const pod = (more: { status?: unknown; scheduler?: string; nodeName?: string } = {}): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'app', uid: 'u1', labels: { 'eks.amazonaws.com/fargate-profile': 'web' } },
    spec: { schedulerName: more.scheduler ?? 'fargate-scheduler', containers: [], ...(more.nodeName === undefined ? {} : { nodeName: more.nodeName }) },
    status: more.status ?? { phase: 'Pending' },
  }) as unknown as Pod; // prettier-ignore
const event = (message: string, lastTimestamp: string, uid = 'u1'): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' }, involvedObject: { kind: 'Pod', uid }, message, lastTimestamp }) as unknown as KubeObject; // prettier-ignore
const CAPACITY = 'Fargate capacity is unavailable at this time. Please try again later';
const IPS = 'The specified subnet does not have enough free addresses to satisfy the request.';

function watching(events: readonly KubeObject[] | Error) {
  const clock = { at: 0, asked: 0 };
  const context = {
    clock: { now: () => clock.at },
    ports: {
      kube: {
        list: () => {
          clock.asked += 1;
          return events instanceof Error ? Promise.reject(events) : Promise.resolve(events);
        },
      },
    },
    signal: new AbortController().signal,
  } as unknown as StepContext;
  return { clock, watch: new LaunchWatch(context, 'app/web') };
}

describe('what keeps a pod', () => {
  it('is told by the newest warning about it where its conditions say nothing', async () => {
    const { watch } = watching([
      event(IPS, '2026-11-25T00:00:02Z'),
      event(CAPACITY, '2026-11-25T00:00:01Z'),
      event(CAPACITY, '2026-11-25T00:00:09Z', 'another'),
    ]);
    expect(await watch.look([pod()])).toMatchObject({
      state: 'waiting',
      seen: { en: expect.stringContaining('no free address') },
    });
  });

  it('stops only after it has stood for its whole patience without a break', async () => {
    const { clock, watch } = watching([event(IPS, '2026-11-25T00:00:02Z')]);
    expect(await watch.look([pod()])).toMatchObject({ state: 'waiting' });
    clock.at = 170_000;
    expect(await watch.look([])).toBeUndefined();
    clock.at = 181_000;
    expect(await watch.look([pod()])).toMatchObject({ state: 'waiting' });
    clock.at = 181_000 + 180_000;
    expect(await watch.look([pod()])).toMatchObject({
      state: 'stopped',
      error: { code: 'FARGATE_NO_ADDRESS', exitCode: 5 },
    });
  });

  it('stops at once when nothing else will end the wait well', async () => {
    const { watch } = watching([event(CAPACITY, '2026-11-25T00:00:02Z')]);
    expect(await watch.look([pod()], true)).toMatchObject({ state: 'stopped', error: { code: 'FARGATE_CAPACITY' } }); // prettier-ignore
  });

  it('is nothing for pods that are ready, placed and starting, or not with Fargate; events are not asked for then', async () => {
    const { clock, watch } = watching([event(CAPACITY, '2026-11-25T00:00:02Z')]);
    const ready = pod({ status: { conditions: [{ type: 'Ready', status: 'True' }] } });
    expect(await watch.look([ready, pod({ nodeName: 'n' }), pod({ scheduler: 'default-scheduler' })])).toBeUndefined(); // prettier-ignore
    expect(clock.asked).toBe(0);
  });

  it('goes by conditions alone for one who may not list events; any other failure is not hidden', async () => {
    const failure = (status: number, reason: string) =>
      CloudError({
        code: 'DENIED',
        message: verbatim(reason),
        remedy: verbatim(''),
        call: { service: 'kubernetes', operation: 'list', status, reason, retryable: false, requestId: null },
      }); // prettier-ignore
    expect(await watching(failure(403, 'Forbidden')).watch.look([pod()])).toBeUndefined();
    const told = pod({ status: { conditions: [{ type: 'PodScheduled', status: 'False', message: CAPACITY }] } }); // prettier-ignore
    expect(await watching(failure(403, 'Forbidden')).watch.look([told])).toMatchObject({ state: 'waiting' }); // prettier-ignore
    await expect(watching(failure(400, 'BadRequest')).watch.look([pod()])).rejects.toThrow();
  });

  it('is an image that is not pulled, by the container’s own words', async () => {
    const { watch } = watching([]);
    const pulling = pod({
      nodeName: 'n',
      status: { containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull', message: 'not found' } } }] }, // prettier-ignore
    });
    expect(await watch.look([pulling], true)).toMatchObject({
      state: 'stopped',
      error: { code: 'IMAGE_PULL_FAILED', message: expect.stringContaining('ErrImagePull: not found') }, // prettier-ignore
    });
  });
});
