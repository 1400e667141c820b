import type { KubeObject } from './kubernetes.ts';

const kinds = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/**
 * Custom resources whose operators make pods from settings of their own, by API group. What such a
 * pod holds cannot be read from the resource, or not all of it: the pods themselves tell.
 * @source the API references of the projects that own the groups (read 2026-11-25)
 */
const MAKERS: Readonly<Record<string, ReadonlySet<string>>> = {
  'acid.zalan.do': kinds('postgresql'),
  'actions.github.com': kinds('AutoscalingRunnerSet EphemeralRunnerSet EphemeralRunner'),
  'actions.summerwind.dev': kinds('RunnerDeployment RunnerReplicaSet RunnerSet Runner'),
  'agones.dev': kinds('Fleet GameServerSet GameServer'),
  'apps.emqx.io': kinds('EMQX'),
  'argoproj.io': kinds('Workflow CronWorkflow WorkflowTemplate ClusterWorkflowTemplate ArgoCD EventSource Sensor EventBus'),
  'cassandra.datastax.com': kinds('CassandraDatacenter'),
  'ceph.rook.io': kinds('CephCluster CephFilesystem CephObjectStore CephNFS CephRBDMirror'),
  'clickhouse.altinity.com': kinds('ClickHouseInstallation'),
  'clickhouse-keeper.altinity.com': kinds('ClickHouseKeeperInstallation'),
  'databases.spotahome.com': kinds('RedisFailover'),
  'datadoghq.com': kinds('DatadogAgent'),
  'dragonflydb.io': kinds('Dragonfly'),
  'flink.apache.org': kinds('FlinkDeployment FlinkSessionCluster'),
  'grafana.integreatly.org': kinds('Grafana'),
  'jaegertracing.io': kinds('Jaeger'),
  'jenkins.io': kinds('Jenkins'),
  'k8s.mariadb.com': kinds('MariaDB MaxScale'),
  'k8ssandra.io': kinds('K8ssandraCluster'),
  'kafka.strimzi.io': kinds('Kafka KafkaNodePool KafkaConnect KafkaBridge KafkaMirrorMaker KafkaMirrorMaker2'),
  'kubevirt.io': kinds('VirtualMachine VirtualMachineInstance VirtualMachineInstanceReplicaSet'),
  'loki.grafana.com': kinds('LokiStack'),
  'machinelearning.seldon.io': kinds('SeldonDeployment'),
  'minio.min.io': kinds('Tenant'),
  'mongodb.com': kinds('MongoDB MongoDBMultiCluster MongoDBOpsManager'),
  'mongodbcommunity.mongodb.com': kinds('MongoDBCommunity'),
  'monitoring.coreos.com': kinds('Prometheus PrometheusAgent Alertmanager ThanosRuler'),
  'mysql.oracle.com': kinds('InnoDBCluster'),
  'opensearch.opster.io': kinds('OpenSearchCluster'),
  'opentelemetry.io': kinds('OpenTelemetryCollector TargetAllocator'),
  'operator.victoriametrics.com': kinds('VMSingle VMCluster VMAgent VMAlert VMAlertmanager VMAuth'),
  'pgv2.percona.com': kinds('PerconaPGCluster'),
  'pkg.crossplane.io': kinds('Provider Function'),
  'postgres-operator.crunchydata.com': kinds('PostgresCluster'),
  'postgresql.cnpg.io': kinds('Cluster Pooler'),
  'ps.percona.com': kinds('PerconaServerMySQL'),
  'psmdb.percona.com': kinds('PerconaServerMongoDB'),
  'pxc.percona.com': kinds('PerconaXtraDBCluster'),
  'rabbitmq.com': kinds('RabbitmqCluster'),
  'redis.redis.opstreelabs.in': kinds('Redis RedisCluster RedisReplication RedisSentinel'),
  'scylla.scylladb.com': kinds('ScyllaCluster'),
  'serving.kserve.io': kinds('InferenceService LLMInferenceService'),
  'spark.apache.org': kinds('SparkApplication SparkCluster'),
  'sparkoperator.k8s.io': kinds('SparkApplication ScheduledSparkApplication SparkConnect'),
  'tekton.dev': kinds('Task ClusterTask TaskRun PipelineRun'),
  'tempo.grafana.com': kinds('TempoStack TempoMonolithic'),
}; // prettier-ignore
/** Elastic has a group for each of its kinds. */
const ELASTIC = /^[a-z]+\.k8s\.elastic\.co$/;
const ELASTIC_KINDS = kinds('Elasticsearch Kibana ApmServer EnterpriseSearch Beat Agent ElasticMapsServer Logstash'); // prettier-ignore

type Typed = Pick<KubeObject, 'apiVersion' | 'kind'>;

/** The API group of an object or a reference: '' for the core's, and where files name none. */
export const groupOf = ({ apiVersion }: { readonly apiVersion?: string }): string =>
  apiVersion?.includes('/') === true ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** Whether an operator is known to make pods out of the object, be there a pod template in it or not. */
export const makesPods = (object: Typed): boolean => {
  const group = groupOf(object);
  return (
    MAKERS[group]?.has(object.kind) === true ||
    (ELASTIC.test(group) && ELASTIC_KINDS.has(object.kind))
  );
};

/**
 * Whether the API group is one of Kubernetes' own. Custom groups have a domain; those of projects of
 * Kubernetes end like its own do.
 */
export function isBuiltInGroup(object: Pick<Typed, 'apiVersion'>): boolean {
  const group = groupOf(object);
  return !group.includes('.') || (group.endsWith('.k8s.io') && !CUSTOM_OF_K8S.has(group));
}
const CUSTOM_OF_K8S = kinds('sparkoperator.k8s.io');
