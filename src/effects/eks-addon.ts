import { parse } from 'yaml';
import { EXIT, UserError } from '../errors/index.ts';
import { jsonEqual, text, type Addon, type Text } from '../model/index.ts';
import { changedByOthers, NEW_SNAPSHOT } from './changed.ts';
import type { EffectDefinition, EffectPorts, Target } from './effect.ts';
import { ignoreGone } from './gone.ts';

interface Named {
  readonly cluster: string;
  readonly name: string;
}
interface Configured {
  readonly configurationValues: string | null;
}
const target = (e: Named): Target => ['eks', 'addon', e.cluster, e.name];
const look = ({ aws }: EffectPorts, e: Named): Promise<Addon | undefined> =>
  aws.eks.describeAddon(e.cluster, e.name);

/** No configuration, an empty text and `{}` mean the same to EKS; JSON and YAML are both taken. */
function sameConfiguration(a: string | null, b: string | null): boolean {
  const normal = (v: string | null): unknown => {
    if (v === null || v.trim() === '') return {};
    try {
      return parse(v) as unknown;
    } catch {
      return v;
    }
  };
  return jsonEqual(normal(a), normal(b));
}

/** Gives an add-on another configuration; the inverse gives it the old one. */
export const eksUpdateAddon: EffectDefinition<'eks-update-addon'> = {
  kind: 'eks-update-addon',
  describe: (e) => `eks:UpdateAddon ${e.name}`,
  targets: (e) => [[...target(e), 'configuration']],
  async observe(ports, e): Promise<Configured> {
    const there = await look(ports, e);
    if (!there) {
      if (e.expect) throw changedByOthers(isGone(e));
      throw addonGone(e);
    }
    const { configurationValues: now } = there;
    if (
      e.expect &&
      !sameConfiguration(now, e.expect.configurationValues) &&
      !sameConfiguration(now, e.configurationValues)
    )
      throw changedByOthers(
        text(
          `Add-on ${e.name} no longer has the configuration that the run gave it.`,
          `애드온 ${e.name}의 구성이 이 실행에서 준 것과 다릅니다.`,
        ),
      );
    return { configurationValues: now };
  },
  async settle(ports, e, before) {
    const now = await look(ports, e);
    if (!now) return { state: 'changed', what: isGone(e) };
    if (sameConfiguration(now.configurationValues, e.configurationValues))
      return { state: 'done', result: null };
    return sameConfiguration(now.configurationValues, (before as Configured).configurationValues)
      ? { state: 'not-done' }
      : {
          state: 'changed',
          what: text(
            `Add-on ${e.name} has another configuration.`,
            `애드온 ${e.name}의 구성이 다릅니다.`,
          ),
        };
  },
  perform: ({ aws }, { cluster, name, configurationValues }, { token, signal }) =>
    aws.eks.updateAddon({ cluster, name, configurationValues, token }, { signal }).then(() => null),
  inverse: ({ kind, cluster, name, configurationValues }, before) => ({
    kind: 'effects',
    effects: [{ kind, cluster, name, ...(before as Configured), expect: { configurationValues } }],
  }),
};

/** Deletes an add-on; with `preserve` its objects stay in the cluster. The inverse makes it again as saved. */
export const eksDeleteAddon: EffectDefinition<'eks-delete-addon'> = {
  kind: 'eks-delete-addon',
  describe: (e) => `eks:DeleteAddon ${e.name}${e.preserve ? ' --preserve' : ''}`,
  targets: (e) => [target(e)],
  observe: async (ports, e) => (await look(ports, e)) ?? null,
  async settle(ports, e) {
    const there = await look(ports, e);
    return !there || there.status === 'DELETING'
      ? { state: 'done', result: null }
      : { state: 'not-done' };
  },
  perform: ({ aws }, { cluster, name, preserve }, { signal }) =>
    aws.eks.deleteAddon({ cluster, name, preserve }, { signal }).then(() => null, ignoreGone),
  inverse: (e, before) =>
    before === null
      ? { kind: 'nothing' }
      : {
          kind: 'effects',
          effects: [{ kind: 'eks-create-addon', cluster: e.cluster, addon: before as Addon }],
        },
};

/** Makes an add-on as it was described: version, configuration, role. */
export const eksCreateAddon: EffectDefinition<'eks-create-addon'> = {
  kind: 'eks-create-addon',
  describe: (e) => `eks:CreateAddon ${e.addon.name}`,
  targets: (e) => [target({ cluster: e.cluster, name: e.addon.name })],
  observe: async (ports, e) => ({
    existed: (await look(ports, { cluster: e.cluster, name: e.addon.name })) !== undefined,
  }),
  async settle(ports, e) {
    const there = await look(ports, { cluster: e.cluster, name: e.addon.name });
    if (!there || there.status === 'DELETING') return { state: 'not-done' };
    return sameConfiguration(there.configurationValues, e.addon.configurationValues)
      ? { state: 'done', result: null }
      : {
          state: 'changed',
          what: text(
            `Add-on ${e.addon.name} was made by another.`,
            `애드온 ${e.addon.name}: 다른 누군가가 만들었습니다.`,
          ),
        };
  },
  perform: ({ aws }, e, { token, signal }) =>
    aws.eks.createAddon(e.cluster, e.addon, token, { signal }).then(() => null),
  inverse: (e) => ({
    kind: 'effects',
    effects: [
      { kind: 'eks-delete-addon', cluster: e.cluster, name: e.addon.name, preserve: false },
    ],
  }),
};

const isGone = (e: Named): Text =>
  text(`Add-on ${e.name} is gone.`, `애드온 ${e.name}이(가) 없습니다.`);

const addonGone = (e: Named) =>
  UserError({
    code: 'ADDON_GONE',
    message: text(
      `Cluster ${e.cluster} has no add-on ${e.name} any more.`,
      `클러스터 ${e.cluster}에 애드온 ${e.name}이(가) 더는 없습니다.`,
    ),
    remedy: NEW_SNAPSHOT,
    exitCode: EXIT.stale,
  });
