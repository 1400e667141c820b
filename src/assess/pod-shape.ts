/**
 * The types of the pod fields that rules and sizing read. A cluster's API server has checked them;
 * files, dumps and custom resources that nobody validated may hold anything.
 */
type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'amount'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | {
      readonly fields: readonly (readonly [key: string, shape: Shape])[];
      readonly required: readonly string[];
    };

const fields = (of: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape => ({ fields: Object.entries(of), required }); // prettier-ignore
const list = (of: Shape): Shape => ({ list: of });
const TEXTS: Shape = { map: 'string' };
const WORDS = list('string');
const AMOUNTS = fields({
  requests: { map: 'amount' },
  limits: { map: 'amount' },
  claims: list(fields({ name: 'string' }, 'name')),
});
const SECURITY = fields({
  privileged: 'boolean',
  allowPrivilegeEscalation: 'boolean',
  capabilities: fields({ add: WORDS, drop: WORDS }),
  seccompProfile: fields({ type: 'string', localhostProfile: 'string' }),
  appArmorProfile: fields({ type: 'string', localhostProfile: 'string' }),
  windowsOptions: fields({ hostProcess: 'boolean' }),
  sysctls: list(fields({ name: 'string', value: 'string' }, 'name')),
});
const CONTAINER = fields(
  {
    name: 'string',
    image: 'string',
    command: WORDS,
    args: WORDS,
    restartPolicy: 'string',
    resources: AMOUNTS,
    securityContext: SECURITY,
    imagePullPolicy: 'string',
    ports: list(fields({ containerPort: 'integer', hostPort: 'integer', hostIP: 'string', protocol: 'string' })),
    env: list(fields({ name: 'string', valueFrom: fields({ fieldRef: fields({ fieldPath: 'string' }) }) }, 'name')),
    envFrom: list(fields({})),
    volumeMounts: list(fields({ name: 'string', mountPath: 'string' })),
    volumeDevices: list(fields({ name: 'string' })),
    readinessProbe: fields({}),
  },
  'name',
); // prettier-ignore
const EXPRESSIONS = list(fields({ key: 'string', operator: 'string', values: WORDS }, 'key'));
const POD_TERM = fields({ topologyKey: 'string' }, 'topologyKey');
const POD_AFFINITY = fields({
  requiredDuringSchedulingIgnoredDuringExecution: list(POD_TERM),
  preferredDuringSchedulingIgnoredDuringExecution: list(
    fields({ podAffinityTerm: POD_TERM }, 'podAffinityTerm'),
  ),
});
const SPEC = fields(
  {
    containers: list(CONTAINER),
    initContainers: list(CONTAINER),
    ephemeralContainers: list(CONTAINER),
    volumes: list(
      fields(
        {
          name: 'string',
          persistentVolumeClaim: fields({ claimName: 'string' }, 'claimName'),
          hostPath: fields({ path: 'string' }, 'path'),
          emptyDir: fields({ medium: 'string', sizeLimit: 'amount' }),
          csi: fields({ driver: 'string' }),
        },
        'name',
      ),
    ),
    nodeName: 'string',
    nodeSelector: TEXTS,
    affinity: fields({
      nodeAffinity: fields({
        requiredDuringSchedulingIgnoredDuringExecution: fields({
          nodeSelectorTerms: list(fields({ matchExpressions: EXPRESSIONS, matchFields: EXPRESSIONS })),
        }),
      }),
      podAffinity: POD_AFFINITY,
      podAntiAffinity: POD_AFFINITY,
    }),
    tolerations: list(fields({ key: 'string', operator: 'string', value: 'string', effect: 'string' })),
    topologySpreadConstraints: list(fields({ topologyKey: 'string' })),
    schedulerName: 'string',
    serviceAccountName: 'string',
    serviceAccount: 'string',
    hostNetwork: 'boolean',
    hostPID: 'boolean',
    hostIPC: 'boolean',
    runtimeClassName: 'string',
    resources: AMOUNTS,
    securityContext: SECURITY,
    readinessGates: list(fields({ conditionType: 'string' }, 'conditionType')),
    os: fields({ name: 'string' }),
    dnsPolicy: 'string',
    dnsConfig: fields({ nameservers: WORDS }),
    resourceClaims: list(fields({ name: 'string' }, 'name')),
  },
  'containers',
); // prettier-ignore
const TEMPLATE = fields(
  { metadata: fields({ labels: TEXTS, annotations: TEXTS }), spec: SPEC },
  'spec',
);

const ANY = fields({});
const MAPPINGS = list(ANY);
const WORKFLOW = fields({
  templates: list(fields({ container: ANY, script: ANY, containerSet: fields({ containers: MAPPINGS }), sidecars: MAPPINGS, initContainers: MAPPINGS, volumes: MAPPINGS, metadata: ANY })),
  volumes: MAPPINGS,
  podMetadata: ANY,
}); // prettier-ignore
const TASK = fields({ steps: MAPPINGS, sidecars: MAPPINGS, volumes: MAPPINGS, stepTemplate: ANY });
const TASKS = list(fields({ taskSpec: TASK }));
const SPARK_POD = fields({ volumeMounts: MAPPINGS, sidecars: MAPPINGS, gpu: fields({ name: 'string' }, 'name') }); // prettier-ignore
const SPARK = fields({ driver: SPARK_POD, executor: SPARK_POD, volumes: MAPPINGS, sparkConf: ANY });
/** Resources whose pods are put together from parts: what the putting together reads. */
const PARTS: Readonly<Record<string, Shape>> = {
  Workflow: WORKFLOW,
  WorkflowTemplate: WORKFLOW,
  ClusterWorkflowTemplate: WORKFLOW,
  CronWorkflow: fields({ workflowSpec: WORKFLOW }, 'workflowSpec'),
  Task: TASK,
  ClusterTask: TASK,
  TaskRun: fields({ taskSpec: TASK, podTemplate: ANY }),
  PipelineRun: fields({ podTemplate: ANY, taskRunTemplate: fields({ podTemplate: ANY }), pipelineSpec: fields({ tasks: TASKS, finally: TASKS }) }),
  SparkApplication: SPARK,
  ScheduledSparkApplication: fields({ template: SPARK }, 'template'),
}; // prettier-ignore

/** The same of a resource that spells its pods in words of its own, by its kind. */
export function misshapenParts(object: { readonly kind: string; readonly [field: string]: unknown }): string | undefined {
  const { kind, spec } = object;
  return spec === undefined || spec === null ? wrong('spec', spec, 'a mapping') : mismatch(spec, PARTS[kind] ?? ANY, 'spec');
} // prettier-ignore

/** The first field of a pod template that has the wrong type, as a sentence; undefined when all are right. */
export function misshapen(template: unknown, path: string): string | undefined {
  // Nearly everything fits: the path is only worked out for what does not.
  return fits(template, TEMPLATE) ? undefined : mismatch(template, TEMPLATE, path);
}

/** Whether `mismatch` finds nothing. A null stands for an absent field, but not in a list or map. */
function fits(value: unknown, shape: Shape): boolean {
  if (value === undefined || value === null) return true;
  if (typeof shape === 'string')
    return shape === 'amount'
      ? typeof value === 'string' || typeof value === 'number'
      : shape === 'integer'
        ? Number.isInteger(value)
        : typeof value === shape;
  if ('list' in shape) {
    if (!Array.isArray(value)) return false;
    for (const item of value) if (item === null || !fits(item, shape.list)) return false;
    return true;
  }
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const held = value as Readonly<Record<string, unknown>>;
  if ('map' in shape) {
    for (const key in held) if (held[key] === null || !fits(held[key], shape.map)) return false;
    return true;
  }
  for (const key of shape.required) if (held[key] === undefined || held[key] === null) return false;
  for (const [key, inner] of shape.fields) if (!fits(held[key], inner)) return false;
  return true;
}

function mismatch(value: unknown, shape: Shape, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof shape === 'string') {
    if (shape === 'integer')
      return Number.isInteger(value) ? undefined : wrong(path, value, 'a whole number');
    const fits = shape === 'amount' ? ['string', 'number'].includes(typeof value) : typeof value === shape; // prettier-ignore
    return fits ? undefined : wrong(path, value, shape === 'amount' ? 'a quantity' : `a ${shape}`);
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return wrong(path, value, 'a list');
    return first(value, (item, i) =>
      item === null
        ? wrong(`${path}[${i}]`, item, 'an entry')
        : mismatch(item, shape.list, `${path}[${i}]`),
    );
  }
  if (typeof value !== 'object' || Array.isArray(value)) return wrong(path, value, 'a mapping');
  const held = value as Readonly<Record<string, unknown>>;
  if ('map' in shape)
    return first(Object.keys(held), (key) =>
      held[key] === null
        ? wrong(`${path}["${key}"]`, null, 'a value')
        : mismatch(held[key], shape.map, `${path}["${key}"]`),
    );
  const absent = shape.required.find((key) => held[key] === undefined || held[key] === null);
  if (absent !== undefined) return wrong(join(path, absent), undefined, 'a value');
  return first(shape.fields, ([key, inner]) => mismatch(held[key], inner, join(path, key)));
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

function first<T>(
  items: readonly T[],
  look: (item: T, i: number) => string | undefined,
): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = look(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names the type alone: what stands there may be secret. */
const wrong = (path: string, value: unknown, wanted: string): string =>
  `${path} is ${value === undefined ? 'not there' : value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : `a ${typeof value}`}, wanted ${wanted}`;
