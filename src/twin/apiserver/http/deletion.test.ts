import { describe, expect, it } from 'vitest';
import { aConfigMap, aServer, CONFIG_MAPS } from '../server-fixture.ts';

describe('a deletion as a trial', () => {
  it('deletes nothing when its body says so', async () => {
    const { server, send } = aServer();
    await server.api.create(aConfigMap('a'));
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', dryRun: ['All'] };
    expect((await send('DELETE', `${CONFIG_MAPS}/a`, options)).status).toBe(200);
    expect((await send('DELETE', CONFIG_MAPS, options)).status).toBe(200);
    expect((await send('GET', `${CONFIG_MAPS}/a`)).status).toBe(200);
  });
});
