import { isFields, type Path } from './document.ts';
import { groupOf, isBuiltInGroup, text, type Text } from '../../model/index.ts';

/** A small schema: only fields that we read, and only so deep that reading them cannot go wrong. */
type Shape =
  | 'string'
  | 'private string'
  | 'number'
  | 'boolean'
  | 'number or string'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

const TEXTS: Shape = { map: 'string' };
const AMOUNTS: Shape = {
  fields: { requests: { map: 'number or string' }, limits: { map: 'number or string' } },
};
const SECURITY: Shape = {
  fields: {
    privileged: 'boolean',
    allowPrivilegeEscalation: 'boolean',
    runAsUser: 'number',
    capabilities: { fields: { add: { list: 'string' }, drop: { list: 'string' } } },
    sysctls: { list: { fields: { name: 'string', value: 'string' } } },
  },
};
const CONTAINER: Shape = {
  required: ['name'],
  fields: {
    name: 'string',
    image: 'string',
    imagePullPolicy: 'string',
    restartPolicy: 'string',
    command: { list: 'private string' },
    args: { list: 'private string' },
    env: { list: { required: ['name'], fields: { name: 'string', value: 'private string', valueFrom: { fields: {} } } } },
    envFrom: { list: { fields: {} } },
    ports: { list: { fields: { containerPort: 'number', hostPort: 'number', hostIP: 'string' } } },
    resources: AMOUNTS,
    securityContext: SECURITY,
    volumeMounts: { list: { required: ['name'], fields: { name: 'string', mountPath: 'string' } } },
    volumeDevices: { list: { fields: { name: 'string' } } },
    readinessProbe: { fields: { periodSeconds: 'number', failureThreshold: 'number' } },
  },
}; // prettier-ignore
const CONTAINERS: Shape = { list: CONTAINER };
const AFFINITY: Shape = {
  fields: { requiredDuringSchedulingIgnoredDuringExecution: { list: { fields: {} } } },
};
const TERMS: Shape = { list: { fields: { matchExpressions: { list: { required: ['key'], fields: { key: 'string', operator: 'string', values: { list: 'string' } } } } } } }; // prettier-ignore
const POD_SPEC: Shape = {
  required: ['containers'],
  fields: {
    containers: CONTAINERS,
    initContainers: CONTAINERS,
    ephemeralContainers: CONTAINERS,
    volumes: {
      list: {
        required: ['name'],
        fields: {
          name: 'string',
          persistentVolumeClaim: { required: ['claimName'], fields: { claimName: 'string' } },
          hostPath: { fields: { path: 'string' } },
          csi: { fields: { driver: 'string' } },
          emptyDir: { fields: { medium: 'string', sizeLimit: 'number or string' } },
        },
      },
    },
    nodeName: 'string',
    nodeSelector: TEXTS,
    affinity: {
      fields: {
        nodeAffinity: {
          fields: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              fields: { nodeSelectorTerms: TERMS },
            },
          },
        },
        podAffinity: AFFINITY,
        podAntiAffinity: AFFINITY,
      },
    },
    tolerations: { list: { fields: { key: 'string', operator: 'string', effect: 'string' } } },
    topologySpreadConstraints: { list: { fields: { topologyKey: 'string' } } },
    schedulerName: 'string',
    serviceAccountName: 'string',
    hostNetwork: 'boolean',
    hostPID: 'boolean',
    hostIPC: 'boolean',
    runtimeClassName: 'string',
    securityContext: SECURITY,
    terminationGracePeriodSeconds: 'number',
    readinessGates: { list: { fields: { conditionType: 'string' } } },
    dnsConfig: { fields: { nameservers: { list: 'string' } } },
  },
};
const META: Shape = {
  fields: {
    name: 'string',
    namespace: 'string',
    labels: TEXTS,
    annotations: { map: 'private string' },
    finalizers: { list: 'string' },
    ownerReferences: { list: { required: ['kind', 'name'], fields: { kind: 'string', name: 'string', apiVersion: 'string', controller: 'boolean' } } },
  },
}; // prettier-ignore
const TEMPLATE: Shape = { required: ['spec'], fields: { metadata: META, spec: POD_SPEC } };
const SELECTOR: Shape = { fields: { matchLabels: TEXTS, matchExpressions: { list: { required: ['key'], fields: { key: 'string', operator: 'string', values: { list: 'string' } } } } } }; // prettier-ignore
const REPLICATED: Shape = {
  required: ['template'],
  fields: {
    replicas: 'number',
    selector: SELECTOR,
    template: TEMPLATE,
    strategy: { fields: { type: 'string', rollingUpdate: { map: 'number or string' } } },
    volumeClaimTemplates: { list: { fields: { metadata: META, spec: { fields: {} } } } },
  },
};
const JOB: Shape = {
  required: ['template'],
  fields: { template: TEMPLATE, parallelism: 'number', completions: 'number', ttlSecondsAfterFinished: 'number' },
}; // prettier-ignore

/** `serviceName` is what it was called before networking.k8s.io/v1. */
const BACKEND: Shape = {
  fields: { service: { fields: { name: 'string' } }, serviceName: 'string' },
};
const SPECS: Readonly<Record<string, Shape>> = {
  Pod: POD_SPEC,
  Deployment: REPLICATED,
  ReplicaSet: { fields: { replicas: 'number', selector: SELECTOR, template: TEMPLATE } },
  StatefulSet: REPLICATED,
  DaemonSet: { required: ['template'], fields: { selector: SELECTOR, template: TEMPLATE } },
  Job: JOB,
  CronJob: { required: ['jobTemplate'], fields: { schedule: 'string', jobTemplate: { required: ['spec'], fields: { spec: JOB } } } },
  Service: { fields: { type: 'string', selector: TEXTS, ports: { list: { fields: { port: 'number', nodePort: 'number', targetPort: 'number or string' } } } } },
  Ingress: { fields: { ingressClassName: 'string', defaultBackend: BACKEND, backend: BACKEND, rules: { list: { fields: { http: { fields: { paths: { list: { fields: { backend: BACKEND } } } } } } } } } },
  PodDisruptionBudget: { fields: { minAvailable: 'number or string', maxUnavailable: 'number or string', selector: SELECTOR } },
  HorizontalPodAutoscaler: { fields: { minReplicas: 'number', maxReplicas: 'number', scaleTargetRef: { fields: { apiVersion: 'string', kind: 'string', name: 'string' } } } },
  PersistentVolumeClaim: { fields: { volumeName: 'string', storageClassName: 'string', accessModes: { list: 'string' }, resources: AMOUNTS } },
  PersistentVolume: { fields: { storageClassName: 'string', accessModes: { list: 'string' }, claimRef: { fields: { namespace: 'string', name: 'string' } }, capacity: { map: 'number or string' }, csi: { fields: { driver: 'string', volumeHandle: 'string' } } } },
  NetworkPolicy: { fields: { podSelector: SELECTOR } },
}; // prettier-ignore
/** Custom kinds that rules read, by group and kind. */
const CUSTOM_SPECS: Readonly<Record<string, Shape>> = {
  'vpcresources.k8s.aws/SecurityGroupPolicy': { fields: { podSelector: SELECTOR, serviceAccountSelector: SELECTOR, securityGroups: { fields: { groupIds: { list: 'string' } } } } },
  'elbv2.k8s.aws/TargetGroupBinding': { fields: { targetType: 'string', serviceRef: { fields: { name: 'string' } } } },
  'elbv2.k8s.aws/IngressClassParams': { fields: { targetType: 'string' } },
}; // prettier-ignore
const WEBHOOKS: Shape = {
  list: {
    fields: {
      failurePolicy: 'string',
      clientConfig: { fields: { service: { fields: { namespace: 'string', name: 'string' } } } },
      rules: { list: { fields: { apiGroups: { list: 'string' }, resources: { list: 'string' }, operations: { list: 'string' } } } },
    },
  },
}; // prettier-ignore
const DATA: Readonly<Record<string, Shape>> = {
  ConfigMap: { map: 'private string' },
  Secret: { map: 'private string' },
};

export interface Mismatch {
  readonly path: Path;
  readonly seen: Text;
  readonly wanted: Text;
}

const A_LIST = text('a list', '목록');
const A_MAPPING = text('a mapping', '매핑');
const TYPES: Readonly<Record<string, string>> = {
  string: '문자열',
  number: '숫자',
  boolean: '불리언',
  'number or string': '숫자 또는 문자열',
};
/** `a number or string`; the types of JSON and their alternatives. */
export const aType = (type: string): Text => text(`a ${type}`, TYPES[type] ?? type);

const OTHER: Shape = { fields: { metadata: META } };
const shapes = new Map<string, Shape>();
/** By kind; by group and kind where the group is a custom one, whose kinds may be called like Kubernetes' own. */
function shapeOf(kind: string): Shape {
  const known = shapes.get(kind);
  if (known) return known;
  const spec = SPECS[kind] ?? CUSTOM_SPECS[kind];
  const data = DATA[kind];
  const webhooks = /^(Mutating|Validating)WebhookConfiguration$/.test(kind) ? WEBHOOKS : undefined;
  if (!spec && !data && !webhooks) return OTHER;
  const shape: Shape = {
    required: /^(?:Pod|Deployment|StatefulSet|DaemonSet|Job|CronJob)$/.test(kind) ? ['spec'] : [],
    fields: { metadata: META, ...(spec && { spec }), ...(data && { data, stringData: data }), ...(webhooks && { webhooks }) },
  }; // prettier-ignore
  shapes.set(kind, shape);
  return shape;
}

/** The first field of an object that has the wrong type, or is missing where we cannot do without. */
export function findMismatch(object: Readonly<Record<string, unknown>>): Mismatch | undefined {
  const apiVersion = typeof object['apiVersion'] === 'string' ? object['apiVersion'] : '';
  const kind = String(object['kind']);
  // Custom kinds may be called like Kubernetes' own: Volcano's Job, Knative's Service.
  const shape = shapeOf(
    isBuiltInGroup({ apiVersion }) ? kind : `${groupOf({ apiVersion })}/${kind}`,
  );
  // Nearly everything fits: the path is only worked out for what does not.
  return fits(object, shape) ? undefined : mismatch(object, shape, []);
}

function fits(value: unknown, shape: Shape): boolean {
  if (value === undefined || value === null) return true;
  if (typeof shape === 'string') {
    const type = typeof value;
    if (shape === 'number or string') return type === 'number' || type === 'string';
    return shape === 'private string' ? type === 'string' : type === shape;
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return false;
    for (const item of value) if (!fits(item, shape.list)) return false;
    return true;
  }
  if (!isFields(value)) return false;
  if ('map' in shape) {
    for (const key in value) if (!fits(value[key], shape.map)) return false;
    return true;
  }
  if (shape.required)
    for (const key of shape.required)
      if (value[key] === undefined || value[key] === null) return false;
  for (const key in shape.fields) if (!fits(value[key], shape.fields[key] as Shape)) return false;
  return true;
}

function mismatch(value: unknown, shape: Shape, path: Path): Mismatch | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof shape === 'string') {
    const fits =
      shape === 'private string'
        ? typeof value === 'string'
        : shape.split(' or ').includes(typeof value);
    return fits ? undefined : { path, seen: describe(value, shape), wanted: aType(plain(shape)) };
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return { path, seen: describe(value), wanted: A_LIST };
    for (let i = 0; i < value.length; i += 1) {
      const found = mismatch(value[i], shape.list, [...path, i]);
      if (found) return found;
    }
    return undefined;
  }
  if (!isFields(value)) return { path, seen: describe(value), wanted: A_MAPPING };
  if ('map' in shape) {
    for (const key in value) {
      const found = mismatch(value[key], shape.map, [...path, key]);
      if (found) return found;
    }
    return undefined;
  }
  for (const key of shape.required ?? [])
    if (value[key] === undefined || value[key] === null)
      return {
        path,
        seen: text(`no ${key}`, `${key} 없음`),
        wanted: text(`the field ${key}`, `필드 ${key}`),
      };
  for (const key in shape.fields) {
    const found = mismatch(value[key], shape.fields[key] as Shape, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

const plain = (shape: string): string => shape.replace('private ', '');

function describe(value: unknown, shape?: Shape): Text {
  if (Array.isArray(value)) return A_LIST;
  if (isFields(value)) return A_MAPPING;
  // Environment values and data are named by their type alone.
  if (shape === 'private string') return aType(typeof value);
  const shown = JSON.stringify(value).slice(0, 60);
  return text(`the ${typeof value} ${shown}`, `${aType(typeof value).ko} ${shown}`);
}
