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
  'app.redislabs.com': kinds('RedisEnterpriseCluster'),
  'apps.emqx.io': kinds('EMQX'),
  'apps.gitlab.com': kinds('GitLab Runner'),
  'argoproj.io': kinds('Workflow CronWorkflow WorkflowTemplate ClusterWorkflowTemplate ArgoCD EventSource Sensor EventBus'),
  'asdb.aerospike.com': kinds('AerospikeCluster'),
  'awx.ansible.com': kinds('AWX'),
  'camel.apache.org': kinds('Integration'),
  'cassandra.datastax.com': kinds('CassandraDatacenter'),
  'ceph.rook.io': kinds('CephCluster CephFilesystem CephObjectStore CephNFS CephRBDMirror'),
  'clickhouse-keeper.altinity.com': kinds('ClickHouseKeeperInstallation'),
  'clickhouse.altinity.com': kinds('ClickHouseInstallation'),
  'couchbase.com': kinds('CouchbaseCluster'),
  'crdb.cockroachlabs.com': kinds('CrdbCluster'),
  'database.arangodb.com': kinds('ArangoDeployment'),
  'databases.spotahome.com': kinds('RedisFailover'),
  'datadoghq.com': kinds('DatadogAgent'),
  'doris.selectdb.com': kinds('DorisCluster'),
  'dragonflydb.io': kinds('Dragonfly'),
  'druid.apache.org': kinds('Druid'),
  'dynatrace.com': kinds('DynaKube EdgeConnect'),
  'enterprise.splunk.com': kinds('Standalone IndexerCluster SearchHeadCluster ClusterManager LicenseManager MonitoringConsole'),
  'flink.apache.org': kinds('FlinkDeployment FlinkSessionCluster'),
  'fluentbit.fluent.io': kinds('FluentBit'),
  'fluentd.fluent.io': kinds('Fluentd'),
  'grafana.integreatly.org': kinds('Grafana'),
  'hazelcast.com': kinds('Hazelcast'),
  'infinispan.org': kinds('Infinispan'),
  'install.istio.io': kinds('IstioOperator'),
  'instana.io': kinds('InstanaAgent'),
  'jaegertracing.io': kinds('Jaeger'),
  'jenkins.io': kinds('Jenkins'),
  'k6.io': kinds('TestRun K6'),
  'k8s.keycloak.org': kinds('Keycloak'),
  'k8s.mariadb.com': kinds('MariaDB MaxScale'),
  'k8ssandra.io': kinds('K8ssandraCluster'),
  'kafka.banzaicloud.io': kinds('KafkaCluster'),
  'kafka.strimzi.io': kinds('Kafka KafkaNodePool KafkaConnect KafkaBridge KafkaMirrorMaker KafkaMirrorMaker2'),
  'kpack.io': kinds('Image Build'),
  'kubevirt.io': kinds('VirtualMachine VirtualMachineInstance VirtualMachineInstanceReplicaSet'),
  'logging.banzaicloud.io': kinds('Logging FluentbitAgent'),
  'loki.grafana.com': kinds('LokiStack'),
  'machinelearning.seldon.io': kinds('SeldonDeployment'),
  'milvus.io': kinds('Milvus'),
  'minio.min.io': kinds('Tenant'),
  'mongodb.com': kinds('MongoDB MongoDBMultiCluster MongoDBOpsManager'),
  'mongodbcommunity.mongodb.com': kinds('MongoDBCommunity'),
  'monitoring.coreos.com': kinds('Prometheus PrometheusAgent Alertmanager ThanosRuler'),
  'mysql.oracle.com': kinds('InnoDBCluster'),
  'mysql.presslabs.org': kinds('MysqlCluster'),
  'opensearch.opster.io': kinds('OpenSearchCluster'),
  'opentelemetry.io': kinds('OpenTelemetryCollector TargetAllocator'),
  'operator.knative.dev': kinds('KnativeServing KnativeEventing'),
  'operator.tigera.io': kinds('Installation APIServer'),
  'operator.victoriametrics.com': kinds('VMSingle VMCluster VMAgent VMAlert VMAlertmanager VMAuth'),
  'pgv2.percona.com': kinds('PerconaPGCluster'),
  'pingcap.com': kinds('TidbCluster TidbMonitor DMCluster'),
  'pkg.crossplane.io': kinds('Provider Function'),
  'planetscale.com': kinds('VitessCluster'),
  'platform.confluent.io': kinds('Zookeeper Kafka KRaftController Connect KsqlDB ControlCenter SchemaRegistry KafkaRestProxy'),
  'postgres-operator.crunchydata.com': kinds('PostgresCluster'),
  'postgresql.cnpg.io': kinds('Cluster Pooler'),
  'ps.percona.com': kinds('PerconaServerMySQL'),
  'psmdb.percona.com': kinds('PerconaServerMongoDB'),
  'pxc.percona.com': kinds('PerconaXtraDBCluster'),
  'rabbitmq.com': kinds('RabbitmqCluster'),
  'redis.redis.opstreelabs.in': kinds('Redis RedisCluster RedisReplication RedisSentinel'),
  'risingwave.risingwavelabs.com': kinds('RisingWave'),
  'sailoperator.io': kinds('Istio IstioCNI ZTunnel'),
  'scylla.scylladb.com': kinds('ScyllaCluster'),
  'serving.kserve.io': kinds('InferenceService LLMInferenceService'),
  'solr.apache.org': kinds('SolrCloud SolrPrometheusExporter'),
  'spark.apache.org': kinds('SparkApplication SparkCluster'),
  'sparkoperator.k8s.io': kinds('SparkApplication ScheduledSparkApplication SparkConnect'),
  'stackgres.io': kinds('SGCluster'),
  'starrocks.com': kinds('StarRocksCluster'),
  'tailscale.com': kinds('Connector ProxyGroup'),
  'tekton.dev': kinds('Task ClusterTask TaskRun PipelineRun'),
  'tempo.grafana.com': kinds('TempoStack TempoMonolithic'),
  'temporal.io': kinds('TemporalCluster'),
  'vault.banzaicloud.com': kinds('Vault'),
  'zookeeper.pravega.io': kinds('ZookeeperCluster'),
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
