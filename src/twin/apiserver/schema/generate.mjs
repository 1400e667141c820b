// Extracts the shape of Kubernetes' types from the published Go modules (Apache-2.0) into
// kubernetes-1.35.json: names, protobuf field numbers, list and patch semantics; no prose.
//   go mod download k8s.io/api@v0.35.0 k8s.io/apimachinery@v0.35.0 \
//     k8s.io/apiextensions-apiserver@v0.35.0 k8s.io/kube-aggregator@v0.35.0
//   node src/twin/apiserver/schema/generate.mjs "$(go env GOMODCACHE)/k8s.io"
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2];
const api = (dir) => join(root, 'api@v0.35.0', dir);
const machinery = (dir) => join(root, 'apimachinery@v0.35.0/pkg', dir);
const PACKAGES = [
  ...[
    'admissionregistration/v1', 'apps/v1', 'authentication/v1', 'authorization/v1',
    'autoscaling/v1', 'autoscaling/v2', 'batch/v1', 'certificates/v1', 'coordination/v1',
    'core/v1', 'discovery/v1', 'events/v1', 'networking/v1', 'node/v1', 'policy/v1',
    'rbac/v1', 'scheduling/v1', 'storage/v1',
  ].map(api),
  machinery('apis/meta/v1'),
  join(root, 'apiextensions-apiserver@v0.35.0/pkg/apis/apiextensions/v1'),
  join(root, 'kube-aggregator@v0.35.0/pkg/apis/apiregistration/v1'),
]; // prettier-ignore

const SCALARS = {
  string: 'string', bool: 'boolean', int32: 'integer', int64: 'integer', uint32: 'integer',
  double: 'number', bytes: 'bytes',
}; // prettier-ignore
const WELL_KNOWN = {
  'apimachinery.pkg.api.resource.Quantity': 'quantity',
  'apimachinery.pkg.apis.meta.v1.Time': 'time',
  'apimachinery.pkg.apis.meta.v1.MicroTime': 'microtime',
  'apimachinery.pkg.apis.meta.v1.Timestamp': 'time',
  'apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
  'apimachinery.pkg.runtime.RawExtension': 'raw',
  'apimachinery.pkg.util.intstr.IntOrString': 'intorstring',
  'apiextensions_apiserver.pkg.apis.apiextensions.v1.JSON': 'any',
  'apiextensions_apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps': 'any',
};
const short = (name) => name.replace(/^k8s\.io\./, '');
const compact = (name) =>
  name
    .replace('apimachinery.pkg.apis.meta.', 'meta.')
    .replace('apiextensions_apiserver.pkg.apis.', '')
    .replace('kube_aggregator.pkg.apis.', '')
    .replace(/^api\./, '');

const out = {};
for (const dir of PACKAGES) {
  const proto = readFileSync(join(dir, 'generated.proto'), 'utf8');
  const go = readFileSync(join(dir, 'types.go'), 'utf8');
  const inline = new Set(
    [...go.matchAll(/json:",inline" protobuf:"bytes,\d+,(?:opt|req),name=(\w+)"/g)].map(
      (m) => m[1],
    ),
  );
  // An embedded type whose tag has no name goes by its own.
  for (const [, type] of go.matchAll(/^\s+(\w+)\s+`json:",inline" protobuf:"bytes,\d+,req"`/gm))
    inline.add(`${type[0].toLowerCase()}${type.slice(1)}`);
  // Absent and zero differ where Go has a pointer.
  const pointers = new Set();
  // What Go leaves out of JSON when it is empty.
  const omitted = new Set();
  let struct;
  for (const line of go.split('\n')) {
    struct = /^type (\w+) struct/.exec(line)?.[1] ?? struct;
    const pointer = /^\s+\w+\s+\*[\w.]+\s+`json:"[^"]*"\s.*name=(\w+)/.exec(line);
    if (pointer) pointers.add(`${struct}.${pointer[1]}`);
    const omit = /^\s+\w+\s+[^*`\s]+\s+`json:"[^"]*,omitempty"\s.*name=(\w+)/.exec(line);
    if (omit) omitted.add(`${struct}.${omit[1]}`);
  }
  let current;
  const pkg = short(/^package (.*);/m.exec(proto)[1]);
  let comments = [];
  let message;
  const typeName = (raw) => {
    if (SCALARS[raw]) return SCALARS[raw];
    const full = raw.startsWith('.') ? short(raw.slice(1)) : `${pkg}.${raw}`;
    return WELL_KNOWN[full] ?? compact(full);
  };
  for (const line of proto.split('\n')) {
    const comment = /^\s*\/\/ ?(.*)$/.exec(line);
    if (comment) {
      comments.push(comment[1].trim());
      continue;
    }
    const start = /^message (\w+) \{/.exec(line);
    if (start) {
      message = {};
      current = start[1];
      if (comments.includes('+structType=atomic')) message[''] = 'atomic';
      out[compact(`${pkg}.${start[1]}`)] = message;
    }
    const field =
      /^\s+(optional|repeated|map<string, ([\w.]+)>)\s+(?:([\w.]+)\s+)?(\w+) = (\d+);/.exec(line);
    if (field && message) {
      const [, label, valueType, type, name, number] = field;
      const marker = (key) =>
        comments
          .map((c) => new RegExp(`^\\+(?:k8s:)?${key}=(.*)$`).exec(c)?.[1])
          .find((v) => v !== undefined);
      const flags = [];
      const keys = comments.map((c) => /^\+(?:k8s:)?listMapKey=(.*)$/.exec(c)?.[1]).filter(Boolean);
      const listType = marker('listType');
      const merge = marker('patchMergeKey');
      const strategy = marker('patchStrategy') ?? '';
      if (listType === 'map' || keys.length > 0)
        flags.push(`map=${[...new Set(keys.map((k) => k.replace(/["']/g, '')))].join(',')}`);
      else if (listType === 'set') flags.push('set');
      if (marker('mapType') === 'atomic' || marker('structType') === 'atomic') flags.push('atomic');
      if (strategy.includes('merge')) flags.push(merge ? `merge=${merge}` : 'merge');
      if (strategy.includes('retainKeys')) flags.push('retain');
      if (strategy === 'replace') flags.push('replace');
      if (pointers.has(`${current}.${name}`)) flags.push('ptr');
      if (omitted.has(`${current}.${name}`)) flags.push('omit');
      if (inline.has(name)) flags.push('inline');
      if (
        !comments.includes('+optional') &&
        label === 'optional' &&
        name !== 'metadata' &&
        !inline.has(name)
      )
        flags.push('required');
      const base = valueType
        ? `{}${typeName(valueType)}`
        : `${label === 'repeated' ? '[]' : ''}${typeName(type)}`;
      message[name] = [number, base, ...flags].join(' ');
    }
    if (!/^\s*$/.test(line) || message === undefined) comments = [];
    if (/^\}/.test(line)) message = undefined;
    if (/^\s*$/.test(line) && message === undefined) continue;
  }
}
// Messages that are a bare list or map in JSON.
const BARE = Object.entries(out).filter(
  ([, m]) => Object.keys(m).join() === 'items' && !/ \[\][a-z]+\.v/.test(m.items),
);
const bare = new Map(BARE.map(([name, m]) => [name, m.items.split(' ')[1]]));
for (const [name] of BARE) delete out[name];
for (const m of Object.values(out))
  for (const [key, value] of Object.entries(m)) {
    const parts = value.split(' ');
    const type = parts[1]?.replace(/^(\[\]|\{\})/, '');
    if (type && bare.has(type)) m[key] = value.replace(type, `${bare.get(type)} wrapped`);
  }
const lines = Object.entries(out)
  .filter(
    ([name]) =>
      !/List$|^apiextensions\.v1\.JSON|^meta\.v1\.(API|Create|Update|Patch|Get|Table|Watch|Internal)/.test(
        name,
      ),
  )
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, m]) => `${JSON.stringify(name)}: ${JSON.stringify(m)}`);
writeFileSync(new URL('kubernetes-1.35.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
