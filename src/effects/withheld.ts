import { EXIT, isFargatectlError, UserError, type FargatectlError } from '../errors/index.ts';
import { formatRef, refOf, text, type KubeObject, type Text } from '../model/index.ts';
import type { Kubernetes } from '../ports/index.ts';
import type { Withheld } from './effect.ts';
import { manifestOf, newestRecord } from './helm-record.ts';

interface EnvVar {
  readonly name: string;
  readonly value?: unknown;
  readonly valueFrom?: unknown;
}
/** What stands in a before-image for a value that is not stored. */
const WITHHELD = { fargatectlWithheld: true } as const;
const isWithheld = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && 'fargatectlWithheld' in value;

/** Copies of their manifest that tools keep in annotations, environment and all. */
const MANIFEST_COPY = 'kubectl.kubernetes.io/last-applied-configuration';

/** Environment values never enter the journal: each is replaced by a mark. */
export function withhold(object: KubeObject): {
  readonly image: KubeObject;
  readonly any: boolean;
} {
  let any = false;
  const image = mapEnv(object, (entry) => {
    if (entry.value === undefined || entry.value === '') return entry;
    any = true;
    return { ...entry, value: WITHHELD };
  }) as KubeObject;
  const { [MANIFEST_COPY]: _copy, ...annotations } = image.metadata.annotations ?? {};
  return {
    any,
    image: _copy === undefined ? image : { ...image, metadata: { ...image.metadata, annotations } },
  };
}

/** Whether a value has environment variables with their values somewhere. */
export function holdsEnvValues(value: unknown): boolean {
  let any = false;
  mapEnv(value, (entry) => {
    any ||= entry.value !== undefined && entry.value !== '';
    return entry;
  });
  return any;
}

/** Where the withheld values are kept, if anywhere: the Helm release that installed the object. */
export function keeperOf(object: KubeObject): Withheld | undefined {
  const release = object.metadata.annotations?.['meta.helm.sh/release-name'];
  const namespace = object.metadata.annotations?.['meta.helm.sh/release-namespace'];
  return release === undefined || namespace === undefined
    ? undefined
    : { from: 'helm', namespace, release };
}

/**
 * Puts the withheld values back, from the Helm record, in memory. Rejects when the record does not
 * hold one of them: so it is also the proof, before a deletion, that the way back is open.
 */
export async function fill(
  kube: Kubernetes,
  image: KubeObject,
  keeper: Withheld | undefined,
): Promise<KubeObject> {
  if (!keeper)
    throw notKept(
      image,
      text('no Helm release keeps them', '그 값을 보관하는 Helm 릴리스도 없습니다'),
    );
  const record = await newestRecord(kube, keeper.namespace, keeper.release).catch(
    (error: unknown): never => {
      throw isFargatectlError(error) && error.code === 'HELM_RELEASE_GONE'
        ? keptNoMore(image, keeper, error)
        : error;
    },
  );
  const original = manifestOf(record).find(
    (o) =>
      o.kind === image.kind &&
      o.metadata.name === image.metadata.name &&
      (o.metadata.namespace ?? keeper.namespace) === (image.metadata.namespace ?? keeper.namespace),
  );
  const values = new Map<string, unknown>();
  mapEnv(original, (entry, place) => {
    values.set(`${place}/${entry.name}`, entry.value);
    return entry;
  });
  return mapEnv(image, (entry, place) => {
    if (!isWithheld(entry.value)) return entry;
    const value = values.get(`${place}/${entry.name}`);
    if (value === undefined)
      throw notKept(
        image,
        text(
          `Helm release ${keeper.release} does not hold ${entry.name}`,
          `Helm 릴리스 ${keeper.release}에 ${entry.name}이(가) 없습니다`,
        ),
      );
    return { ...entry, value: typeof value === 'string' ? value : JSON.stringify(value) };
  }) as KubeObject;
}

/** Whoever deletes the record takes the values with it, and nobody else had them. */
const keptNoMore = (image: KubeObject, { namespace, release }: Withheld, cause: unknown): FargatectlError =>
  UserError({
    code: 'HELM_RELEASE_GONE',
    message: text(
      `${formatRef(refOf(image))} cannot be made again: its environment values were only in the record of Helm release ${namespace}/${release}, and that is gone.`,
      `${formatRef(refOf(image))}을(를) 다시 만들 수 없습니다. 환경 변수 값이 Helm 릴리스 ${namespace}/${release}의 기록에만 있었는데 그 기록이 없습니다.`,
    ),
    remedy: text(
      `Install it with your values: helm upgrade --install ${release} CHART -n ${namespace} -f VALUES.yaml`,
      `가지고 있는 값으로 다시 설치하십시오: helm upgrade --install ${release} CHART -n ${namespace} -f VALUES.yaml`,
    ),
    exitCode: EXIT.stale,
    cause,
  }); // prettier-ignore

/** Calls `change` for each entry of each `env` list; `place` names the container. */
function mapEnv(
  node: unknown,
  change: (entry: EnvVar, place: string) => EnvVar,
  place = '',
): unknown {
  if (Array.isArray(node)) return node.map((n) => mapEnv(n, change, place));
  if (node === null || typeof node !== 'object') return node;
  const fields = node as Record<string, unknown>;
  const name = typeof fields['name'] === 'string' ? `${place}/${fields['name']}` : place;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      key === 'env' && Array.isArray(value)
        ? value.map((e) => (isEnvVar(e) ? change(e, name) : e))
        : key === 'metadata'
          ? value
          : mapEnv(value, change, name),
    ]),
  );
}
const isEnvVar = (e: unknown): e is EnvVar =>
  e !== null && typeof e === 'object' && typeof (e as { name?: unknown }).name === 'string';

function notKept(object: KubeObject, why: Text): FargatectlError {
  const { name, namespace } = object.metadata;
  const get = `kubectl get ${object.kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`} -o yaml`;
  return UserError({
    code: 'ENV_NOT_KEPT',
    message: text(
      `${formatRef(refOf(object))} has environment values that could not be brought back: the journal never stores them, and ${why.en}.`,
      `${formatRef(refOf(object))}의 환경 변수 값은 되돌릴 수 없게 됩니다. 저널은 그 값을 저장하지 않으며 ${why.ko}.`,
    ),
    remedy: text(
      `Save the object yourself and delete it (${get}), then go on with fargatectl migrate --resume.`,
      `객체를 직접 저장한 뒤 삭제하고(${get}) 이어 가십시오: fargatectl migrate --resume`,
    ),
    exitCode: EXIT.stopped,
  });
}
