import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POD_CASES } from '../../src/assess/rules/pod-rules.test-data.ts';
import { WORLD_CASES } from '../../src/assess/rules/world-rules.test-data.ts';
import { readBody, type KubeObject } from '../../src/model/index.ts';
import { loadScenario } from '../../src/cli/scenarios.ts';
import { gvkOf } from '../../src/twin/runtime/index.ts';
import { openStage } from '../e2e/stage.ts';
import { compareObjects, everything } from './compare.ts';
import { isThere } from './here.ts';
import { openRealStage, type RealStage } from './stage.ts';

/** Kinds of add-ons whose definitions this cluster does not have. */
const CUSTOM =
  /autoscaling\.k8s\.io|elbv2\.k8s\.aws|apps\.kruise\.io|vpcresources\.k8s\.aws|gateway\.networking\.k8s\.io|gateway\.k8s\.aws|keda\.sh/;
/** A manifest that nobody has sent yet may hold this: rules have to live with it. */
const ON_DISK =
  /quantities must match the regular expression|ephemeral containers not allowed in pod template/;

describe.skipIf(!isThere())('objects on Kubernetes’ own control plane', () => {
  let stage: RealStage;
  beforeAll(async () => {
    stage = await openRealStage();
  });
  afterAll(async () => stage.stop());

  it('has the tutorial cluster as the twin has it, but for what is written down', async () => {
    const twin = await openStage();
    try {
      const theirs = await everything(stage.world.kube);
      const ours = await everything(twin.world.kube);
      expect(theirs.length).toBeGreaterThan(200);
      expect(compareObjects(ours, theirs)).toEqual({ differences: [], needless: [] });
    } finally {
      twin.stop();
    }
  });

  /** A server-side apply as a strict dry run; what the server says when it refuses. */
  const refusalOf = async (object: KubeObject): Promise<string | undefined> => {
    const resources = await stage.world.kube.resources();
    const resource = resources.find((r) => `${r.apiVersion}/${r.kind}` === gvkOf(object));
    if (!resource) return `${gvkOf(object)} is not served`;
    const base = resource.apiVersion === 'v1' ? '/api/v1' : `/apis/${resource.apiVersion}`;
    const { namespace = 'default', name } = object.metadata;
    const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
    const response = await stage.control.transport({
      method: 'PATCH',
      origin: stage.control.endpoint,
      path: `${base}${scope}/${resource.plural}/${name}?fieldManager=fixtures&force=true&dryRun=All&fieldValidation=Strict`,
      headers: { 'content-type': 'application/apply-patch+yaml', accept: 'application/json' },
      body: Buffer.from(JSON.stringify(object)),
    });
    const text = Buffer.from(await readBody(response)).toString('utf8');
    return response.status < 300 ? undefined : (JSON.parse(text) as { message: string }).message;
  };

  it('accepts every object of the scenario to the letter', async () => {
    const { objects } = await loadScenario();
    const refused: string[] = [];
    for (const object of objects) {
      const refusal = await refusalOf(object);
      if (refusal !== undefined) refused.push(`${object.kind} ${object.metadata.name}: ${refusal}`);
    }
    expect(refused).toEqual([]);
    expect(objects.length).toBeGreaterThan(25);
  });

  it('accepts the fixtures of the rules, but for those that no server would', async () => {
    const objects = [
      ...POD_CASES.flatMap(([rule, ...both]) => both.map((o) => [rule, o] as const)),
      ...WORLD_CASES.flatMap(([rule, ...both]) =>
        both.flatMap((w) => (w.objects ?? []).map((o) => [rule, o] as const)),
      ),
    ]
      // What a controller made is seen, never sent.
      .filter(([, o]) => !CUSTOM.test(o.apiVersion) && o.metadata.ownerReferences === undefined);
    const refused: string[] = [];
    for (const [i, [rule, object]] of objects.entries()) {
      const isSystem = ['Namespace', 'Node'].includes(object.kind);
      const name = isSystem ? object.metadata.name : `fixture-${i}`;
      const metadata = { ...object.metadata, name, ...(isSystem ? {} : { namespace: 'app' }) };
      const refusal = await refusalOf({ ...object, metadata });
      if (refusal !== undefined && !ON_DISK.test(refusal))
        refused.push(`${rule}: ${refusal.replaceAll(name, 'NAME')}`);
    }
    expect([...new Set(refused)]).toEqual([]);
    expect(objects.length).toBeGreaterThan(100);
  });
});
