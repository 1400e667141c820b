import type { JsonInput, RestRoute } from '../wire/protocols.ts';
import { epoch, listOf, pageOf, textOf, type Eks } from './state.ts';

/**
 * Minor versions with the days on which they came to EKS, leave standard support, and leave extended
 * support. Platform and patch versions are left out: they change by the week.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html (14 and 12 months),
 *   https://endoflife.date/amazon-eks (the days; both read 2026-11-25)
 */
const VERSIONS = [
  ['1.35', '2026-01-28', '2027-03-27', '2028-03-27'],
  ['1.34', '2025-10-06', '2026-12-02', '2027-12-02'],
  ['1.33', '2025-05-28', '2026-07-29', '2027-07-29'],
  ['1.32', '2025-01-25', '2026-03-23', '2027-03-23'],
  ['1.31', '2024-09-26', '2025-11-26', '2026-11-26'],
  ['1.30', '2024-05-23', '2025-07-23', '2026-07-23'],
] as const;
const STATUS = {
  STANDARD_SUPPORT: 'standard-support',
  EXTENDED_SUPPORT: 'extended-support',
  UNSUPPORTED: 'unsupported',
} as const;

/** Which versions a cluster can have; without `includeAll` only those that are supported today. */
export const clusterVersionRoute = (eks: Eks): RestRoute => ({
  method: 'GET',
  path: '/cluster-versions',
  operation: 'DescribeClusterVersions',
  run: (input) => describe(eks, input),
});

function describe(eks: Eks, input: JsonInput): unknown {
  const now = eks.context.clock.now();
  const statusOf = (standard: string, extended: string): keyof typeof STATUS =>
    now < Date.parse(standard)
      ? 'STANDARD_SUPPORT'
      : now < Date.parse(extended)
        ? 'EXTENDED_SUPPORT'
        : 'UNSUPPORTED';
  const wanted = input['clusterVersions'];
  const named = wanted === undefined ? undefined : Array.isArray(wanted) ? listOf(wanted) : [String(wanted)]; // prettier-ignore
  const asked = textOf(input['versionStatus']);
  const old = textOf(input['status']);
  const versions = VERSIONS.map(([clusterVersion, released, standard, extended], i) => {
    const versionStatus = statusOf(standard, extended);
    return {
      clusterVersion,
      clusterType: 'eks',
      defaultVersion: i === 0,
      releaseDate: epoch(`${released}T00:00:00Z`),
      endOfStandardSupportDate: epoch(`${standard}T00:00:00Z`),
      endOfExtendedSupportDate: epoch(`${extended}T00:00:00Z`),
      status: STATUS[versionStatus],
      versionStatus,
    };
  });
  return pageOf(
    input,
    'clusterVersions',
    versions.filter(
      (v) =>
        (named?.includes(v.clusterVersion) ?? true) &&
        (asked === undefined || v.versionStatus === asked) &&
        (old === undefined || v.status === old) &&
        (input['defaultOnly'] !== 'true' || v.defaultVersion) &&
        (input['includeAll'] === 'true' || named !== undefined || (asked ?? old) !== undefined || v.versionStatus !== 'UNSUPPORTED'), // prettier-ignore
    ),
  );
}
