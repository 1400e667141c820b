import { describe, expect, it } from 'vitest';
import { connectTwin } from '../../adapters/in-process.ts';
import { beginClusterRun, openClusterRun } from '../../execute/index.ts';
import type { HttpRequest, HttpTransport } from '../../model/index.ts';
import { MemoryJournal, openStage } from '../../../test/e2e/stage.ts';
import { clusterRole, iamStatements, IMPLIED, rbacRules } from './permissions.ts';

const SCOPE = { partition: 'aws', region: 'r', accountId: '1', cluster: 'c' };

/** `patch apps deployments`, as RBAC would judge the request; undefined for discovery and reviews, which everybody may. */
function rightOf(r: HttpRequest): string | undefined {
  const [path = '', query = ''] = r.path.split('?');
  const m = /^\/(?:api|apis\/([^/]+))\/v[^/]+\/(?:namespaces\/[^/]+\/(?=[^/]))?([^/]+)(?:\/([^/]+))?(?:\/(.+))?$/.exec(path); // prettier-ignore
  const [, group = '', resource, name, sub] = m ?? [];
  if (resource === undefined || group === 'authorization.k8s.io') return undefined;
  const verb =
    r.method === 'GET'
      ? query.includes('watch=')
        ? 'watch'
        : name === undefined
          ? 'list'
          : 'get'
      : { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }[r.method];
  return `${verb ?? r.method} ${group} ${resource}${sub === undefined ? '' : `/${sub}`}`;
}

describe('the printed permissions', () => {
  it('are what the whole job asks for, there and back, and no more', async () => {
    const actions = new Set<string>();
    const rights = new Set<string>();
    for (const options of [{}, { retire: ['app/host-tuner'] }]) {
      const stage = await openStage();
      const { denied } = stage.twin.aws.controls;
      denied.has = (action) => {
        if (!action.endsWith(':*')) actions.add(action);
        return false;
      };
      const plan = await stage.plan(options);
      const store = new MemoryJournal();
      const tamper = (r: HttpRequest, next: () => ReturnType<typeof stage.twin.handle>) => {
        if (r.origin.includes('kubernetes.twin')) rights.add(rightOf(r) ?? '');
        return next();
      };
      await stage.look();
      await stage.session({ plan, store, tamper });
      await stage.session({ plan, store, tamper, direction: { way: 'back' } });
      // What --journal cluster asks for besides.
      const handle = ((r) => tamper(r, () => stage.twin.handle(r))) as HttpTransport;
      const { kube } = connectTwin({ ...stage.twin, handle });
      await beginClusterRun(kube, stage.clock, 'kept', '{}');
      await (await openClusterRun(kube, stage.clock, 'kept')).journal.claim();
      stage.stop();
    }
    const listed = iamStatements(SCOPE, false).flatMap((s) => s.actions);
    // What a wrong cluster name asks, and what AWS checks besides.
    const besides = new Set<string>([...IMPLIED, 'eks:ListClusters']);
    expect([...actions].filter((a) => !listed.includes(a))).toEqual([]);
    expect(listed.filter((a) => !actions.has(a) && !besides.has(a))).toEqual([]);
    const may = new Set(
      rbacRules(false).flatMap(
        (r) =>
        r.apiGroups.flatMap((g) => r.resources.flatMap((res) => r.verbs.map((v) => `${v} ${g} ${res}`))), // prettier-ignore
      ),
    );
    rights.delete('');
    expect(rights.size).toBeGreaterThan(30);
    expect([...rights].filter((r) => !may.has(r))).toEqual([]);
  });

  it('read nothing but reads when asked for reads only', () => {
    const verbs = rbacRules(true).flatMap((r) => r.verbs);
    expect(new Set(verbs)).toEqual(new Set(['get', 'list', 'watch']));
    for (const { actions } of iamStatements(SCOPE, true))
      for (const a of actions) expect(a).toMatch(/:(Describe|Get|List)/);
  });

  it('never read Secrets without saying so: only a run may, for Helm records', () => {
    const secrets = (readOnly: boolean) => rbacRules(readOnly).filter((r) => r.resources.includes('secrets')); // prettier-ignore
    expect(secrets(true)).toEqual([]);
    expect(secrets(false).map((r) => r.verbs)).toEqual([['list', 'update']]);
    expect(clusterRole(false)).toMatchObject({ kind: 'ClusterRole' });
  });
});
