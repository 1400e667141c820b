import type { Container, PodSpec } from '../model/index.ts';

/** The name of an image without registry, tag and digest: `docker.io/library/postgres:16` → `library/postgres`. */
export function imageName(image: string): string {
  const bare = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const [first = '', ...rest] = bare.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? rest.join('/') : bare;
}

/** Programs that keep a database's files: they want a block device and one writer. */
const DATABASES: readonly (readonly [RegExp, string])[] = [
  [/(^|[/-])(postgres|postgresql|timescaledb|spilo|postgis|pgvector)([-/]|$)/, 'PostgreSQL'],
  [/(^|[/-])(mysql|mariadb|percona-server|percona-xtradb)([-/]|$)/, 'MySQL'],
  [/(^|[/-])mongo(db)?([-/]|$)/, 'MongoDB'],
  [/(^|[/-])(redis|valkey|keydb|dragonfly)(-stack|-stack-server)?([/]|$)/, 'Redis'],
  [/(^|[/-])(elasticsearch|opensearch)([-/]|$)/, 'Elasticsearch or OpenSearch'],
  [/(^|[/-])(cassandra|scylla|scylladb)([-/]|$)/, 'Cassandra'],
  [/(^|[/-])(kafka|cp-kafka|redpanda)([-/]|$)/, 'Kafka'],
  [/(^|[/-])(zookeeper|etcd|consul)([-/]|$)/, 'a consensus store'],
  [/(^|[/-])(rabbitmq|activemq|nats|pulsar)([-/]|$)/, 'a message broker'],
  [/(^|[/-])(clickhouse|clickhouse-server|cockroach|cockroachdb|tidb|tikv|influxdb|neo4j|couchdb|couchbase|mssql|sqlserver|server\/mssql|oracle|minio|victoria-metrics|prometheus|victorialogs|loki)([-/]|$)/, 'a database'],
]; // prettier-ignore
/** Exporters, clients and operators carry a database's name and keep none of its files. */
const NOT_A_STORE =
  /exporter|express|router|operator|client|proxy|backup|commander|insight|dashboard|adapter|config-reloader|alertmanager|pushgateway|sidecar/;

/** What database the pod's own containers are, by their images; undefined for anything else. */
export function databaseOf(spec: PodSpec): string | undefined {
  for (const { image = '' } of spec.containers) {
    const name = imageName(image).toLowerCase();
    if (NOT_A_STORE.test(name)) continue;
    const own = name.split('/').at(-1) ?? '';
    // Publishers are called like databases too; only Microsoft's image has its name in the folder.
    const found = DATABASES.find(([pattern]) => pattern.test(name.includes('mssql') ? name : own));
    if (found) return found[1];
  }
  return undefined;
}

export const runsImage = (spec: PodSpec, part: RegExp): Container | undefined =>
  spec.containers.find((c) => part.test(imageName(c.image ?? '')));
