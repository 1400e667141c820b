import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { awsAdapter, type AwsOptions } from '../../src/adapters/aws/index.ts';
import type { AwsCloud } from '../../src/ports/index.ts';
import { createAws, type AwsSeed, type AwsWorld } from '../../src/twin/aws/index.ts';
import { VirtualClock } from '../../src/twin/clock/index.ts';
import { seededRandom } from '../../src/twin/runtime/index.ts';
import type { ClusterHooks, FleetInstance } from '../../src/twin/seams.ts';

const SCENARIO = new URL('../../src/twin/scenarios/migration-eks/aws.yaml', import.meta.url);

export const REGION = 'ap-northeast-2';
export const ACCOUNT = '111122223333';
export const CLUSTER = 'Migration-EKS';
export const VPC = 'vpc-0a1b2c3d4e5f60001';
export const PRIVATE = ['subnet-0a1b2c3d4e5f6a002', 'subnet-0a1b2c3d4e5f6c002'];
export const CLUSTER_GROUP = 'sg-0a1b2c3d4e5f6c1a5';
export const NODE_GROUP = 'sg-0a1b2c3d4e5f60d35';
export const EXECUTION_ROLE = `arn:aws:iam::${ACCOUNT}:role/Migration-EKS-Pod-Excution-Role`;

/** The scenario's account with the real SDK clients in front, and a cluster that only notes what is asked of it. */
export interface Account {
  readonly aws: AwsCloud;
  readonly world: AwsWorld;
  readonly clock: VirtualClock;
  readonly drained: FleetInstance[];
  readonly removed: { readonly name: string; readonly preserve: boolean }[];
  readonly installed: Parameters<ClusterHooks['installAddon']>[0][];
  /** Pods that still carry a profile's label. */
  readonly podsOn: Map<string, number>;
  readonly ill: Map<string, readonly { readonly code: string; readonly message: string }[]>;
}

export function openAccount(change: (seed: AwsSeed) => AwsSeed = (s) => s): Account {
  const seed = change(parse(readFileSync(SCENARIO, 'utf8')) as AwsSeed);
  const clock = new VirtualClock();
  const notes: Omit<Account, 'aws' | 'world' | 'clock'> = {
    drained: [],
    removed: [],
    installed: [],
    podsOn: new Map(),
    ill: new Map(),
  };
  const hooks: ClusterHooks = {
    podsOnProfile: (profile) => notes.podsOn.get(profile) ?? 0,
    drainNode: async (instance) => void notes.drained.push(instance),
    installAddon: async (addon) => void notes.installed.push(addon),
    removeAddon: async (name, preserve) => void notes.removed.push({ name, preserve }),
    addonIssues: (name) => notes.ill.get(name) ?? [],
    mapFargateRole: async () => undefined,
  };
  const world = createAws({
    seed,
    clock,
    random: seededRandom(7),
    hooks: () => hooks,
    region: REGION,
    accountId: ACCOUNT,
    clusterEndpoint: 'https://cluster.example',
    certificateAuthority: '-----BEGIN CERTIFICATE-----\n',
  });
  const aws = awsAdapter(sdkOptions({ world, clock }));
  return { aws, world, clock, ...notes };
}

/** Sleeps until `done` holds; fails after `seconds` of the account's own time. */
export async function until(
  { clock }: Account,
  done: () => Promise<boolean>,
  seconds = 3600,
): Promise<void> {
  const deadline = clock.now() + seconds * 1000;
  while (!(await done())) {
    if (clock.now() > deadline) throw new Error('it does not come to pass');
    await clock.sleep(5_000);
  }
}

/** For SDK clients of a test's own. */
export const sdkOptions = ({ world, clock }: Pick<Account, 'world' | 'clock'>): AwsOptions => ({
  region: REGION,
  clock,
  transport: (request) => world.handle(request),
  credentials: { accessKeyId: 'TWIN', secretAccessKey: 'twin' },
});
