import type { KubeObject, PodTemplate, Text } from '../model/index.ts';
import { fieldsAt, fieldsIn, placing, type Fields, type FoundTemplate } from './found-template.ts';

const BY_CONF: Text = {
  en: 'sparkConf or a pod template changes its pods; give the pods too',
  ko: 'sparkConf나 파드 템플릿이 파드를 바꿉니다. 파드도 함께 주십시오',
};
/** Settings of sparkConf by which pods get volumes, templates, node selectors and other schedulers. */
const CHANGES_PODS =
  /^spark\.kubernetes\.(?:(?:driver|executor)\.(?:volumes\.|podTemplateFile|node\.selector|scheduler)|node\.selector|scheduler|allocation\.pods\.allocator)/;

/**
 * The pods of a Spark application: the driver's and the executors', as the operator and spark-submit
 * make them of its settings.
 * @source https://github.com/kubeflow/spark-operator/blob/master/docs/api-docs.md (read 2026-11-25)
 */
export function sparkPods(object: KubeObject): readonly FoundTemplate[] | undefined {
  const scheduled = object.kind === 'ScheduledSparkApplication';
  if (!scheduled && object.kind !== 'SparkApplication') return undefined;
  const spec =
    (scheduled ? fieldsAt(fieldsAt(object, 'spec'), 'template') : fieldsAt(object, 'spec')) ?? {};
  const path = scheduled ? 'spec.template' : 'spec';
  const changed = Object.keys(fieldsAt(spec, 'sparkConf') ?? {}).some((k) => CHANGES_PODS.test(k));
  return (['driver', 'executor'] as const).map((role) => {
    const pod = podOf(spec, path, role);
    return changed || fieldsAt(spec, role)?.['template'] !== undefined
      ? { ...pod, partial: BY_CONF }
      : pod;
  });
}

function podOf(app: Fields, path: string, role: 'driver' | 'executor'): FoundTemplate {
  const here = `${path}.${role}`;
  const settings = fieldsAt(app, role) ?? {};
  const places: (readonly [string, string])[] = [
    [`${here}.spec`, here],
    [`${here}.spec.containers`, here],
    [`${here}.spec.containers[0]`, here],
    [`${here}.spec.containers[0].resources`, here],
    [`${here}.spec.serviceAccountName`, `${here}.serviceAccount`],
  ];
  const gpu = fieldsAt(settings, 'gpu');
  if (gpu) places.push([`${here}.spec.containers[0].resources.limits["${String(gpu['name'])}"]`, `${here}.gpu`]); // prettier-ignore
  const containers: Fields[] = [
    {
      ...pick(settings, ['env', 'envFrom', 'volumeMounts', 'securityContext', 'ports']),
      name: `spark-${role}`,
      image: settings['image'] ?? app['image'],
      resources: resourcesOf(app, settings),
    },
  ];
  fieldsIn(settings['sidecars']).forEach((c, i) => {
    places.push([`${here}.spec.containers[${containers.length}]`, `${here}.sidecars[${i}]`]);
    containers.push(c);
  });
  const mounted = new Set(
    containers.flatMap((c) => fieldsIn(c['volumeMounts']).map((m) => m['name'])),
  );
  const volumes: Fields[] = [];
  fieldsIn(app['volumes']).forEach((v, i) => {
    if (!mounted.has(v['name'])) return;
    places.push([`${here}.spec.volumes[${volumes.length}]`, `${path}.volumes[${i}]`]);
    volumes.push(v);
  });
  const nodeSelector = settings['nodeSelector'] ?? app['nodeSelector'];
  if (settings['nodeSelector'] === undefined) places.push([`${here}.spec.nodeSelector`, `${path}.nodeSelector`]); // prettier-ignore
  const scheduler = app['batchScheduler'] ?? settings['schedulerName'];
  if (app['batchScheduler'] !== undefined) places.push([`${here}.spec.schedulerName`, `${path}.batchScheduler`]); // prettier-ignore
  const spec = {
    ...pick(settings, ['affinity', 'tolerations', 'hostNetwork', 'initContainers', 'dnsConfig']),
    ...(settings['podSecurityContext'] !== undefined && { securityContext: settings['podSecurityContext'] }), // prettier-ignore
    ...(settings['serviceAccount'] !== undefined && { serviceAccountName: settings['serviceAccount'] }), // prettier-ignore
    ...(nodeSelector !== undefined && { nodeSelector }),
    ...(scheduler !== undefined && { schedulerName: scheduler }),
    containers,
    volumes,
  };
  const metadata = pick(settings, ['labels', 'annotations']);
  return {
    path: here,
    template: { metadata, spec } as unknown as PodTemplate,
    place: placing(places),
  };
}

const pick = (from: Fields, keys: readonly string[]): Fields =>
  Object.fromEntries(keys.flatMap((k) => (from[k] === undefined ? [] : [[k, from[k]]])));

/**
 * Spark asks for its memory and a share on top: a tenth, for Python and R two fifths, 384 MiB at least.
 * @source https://spark.apache.org/docs/latest/running-on-kubernetes.html#spark-properties (read 2026-11-25)
 */
function resourcesOf(app: Fields, settings: Fields): Fields {
  const memory = mebibytes(settings['memory'] ?? '1g');
  const other = ['Python', 'R'].includes(String(app['type'])) ? 0.4 : 0.1;
  const factor = Number(settings['memoryOverheadFactor'] ?? app['memoryOverheadFactor'] ?? other);
  const overhead = mebibytes(settings['memoryOverhead']) ?? (memory === undefined ? undefined : Math.max(384, Math.ceil(memory * factor))); // prettier-ignore
  const cores = settings['coreRequest'] ?? settings['cores'] ?? 1;
  const gpu = fieldsAt(settings, 'gpu');
  return {
    requests: {
      cpu: cores,
      // What is no size is handed on, so that it is said to be none.
      memory: memory === undefined || overhead === undefined ? settings['memory'] : `${memory + overhead}Mi`, // prettier-ignore
    },
    ...(gpu && { limits: { [String(gpu['name'])]: gpu['quantity'] } }),
  };
}

/** Sizes as the JVM writes them: `512m`, `4g`; plain numbers are MiB. */
function mebibytes(text: unknown): number | undefined {
  const found = /^(\d+)([kmgt]?)b?$/i.exec(String(text));
  if (!found) return undefined;
  const unit = { k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 }[(found[2] ?? '').toLowerCase()] ?? 1;
  return Math.ceil(Number(found[1]) * unit);
}
