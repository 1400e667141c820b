import { z } from 'zod';
import { text, type SecurityGroupRule } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { NEW_PLAN, TRY_AGAIN } from './phrases.ts';
import { ingressRule, words } from './schemas.ts';

const input = z.object({
  vpcId: z.string(),
  groupId: z.string(),
  /** What is to be let through. */
  purpose: words,
  rules: z.array(ingressRule),
});
type Input = z.infer<typeof input>;

/**
 * Fargate pods carry the cluster security group only. Where EC2 nodes carry another, the two must
 * admit each other (DNS both ways while CoreDNS is on one side and clients on the other).
 * @source https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html (read 2026-11-23)
 */
export const openSecurityGroup = defineMigrationStep<Input>({
  id: 'open-security-group',
  phase: 'network',
  input,
  describe: (i) => ({
    title: text(
      `Let ${i.purpose.en} through ${i.groupId}`,
      `${i.groupId}에서 허용하기: ${i.purpose.ko}`,
    ),
    effects: i.rules.map(
      (r) =>
        `ec2:AuthorizeSecurityGroupIngress ${i.groupId} ${r.protocol}/${r.fromPort} from ${r.referencedGroupId}`,
    ),
    estimateSeconds: 5,
    reversible: true,
  }),
  async precondition({ ports, signal }, i) {
    const group = (await ports.aws.ec2.describeSecurityGroups(i.vpcId, { signal })).find(
      (g) => g.id === i.groupId,
    );
    if (!group)
      return {
        state: 'blocked',
        reason: text(
          `Security group ${i.groupId} is not in ${i.vpcId}.`,
          `보안 그룹 ${i.groupId}이(가) ${i.vpcId}에 없습니다.`,
        ),
        remedy: NEW_PLAN,
      };
    return i.rules.every((r) => admits(group.rules, r))
      ? {
          state: 'already-done',
          why: text(`${i.groupId} admits it already`, `${i.groupId}에서 이미 허용합니다`),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    const groups = await context.ports.aws.ec2.describeSecurityGroups(i.vpcId, {
      signal: context.signal,
    });
    const rules = groups.find((g) => g.id === i.groupId)?.rules ?? [];
    for (const rule of i.rules)
      if (!admits(rules, rule))
        await context.effect({ kind: 'ec2-authorize-ingress', groupId: i.groupId, rule });
  },
  async verify({ ports, signal }, i) {
    const group = (await ports.aws.ec2.describeSecurityGroups(i.vpcId, { signal })).find(
      (g) => g.id === i.groupId,
    );
    const missing = i.rules.filter((r) => !admits(group?.rules ?? [], r));
    return missing.length === 0
      ? {
          state: 'ok',
          evidence: text(
            `${i.groupId} admits ${i.purpose.en}`,
            `${i.groupId}에서 허용: ${i.purpose.ko}`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `${i.groupId} does not admit ${missing.map((r) => `${r.protocol}/${r.fromPort} from ${r.referencedGroupId}`).join(', ')}.`,
            `${i.groupId}에서 허용하지 않는 것: ${missing.map((r) => `${r.referencedGroupId} → ${r.protocol}/${r.fromPort}`).join(', ')}.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
});

/** What this tool writes into a rule's description begins so. */
const OURS = 'fargatectl: ';

/**
 * Whether some rule lets this through; wider rules count, but not our own: they serve another step,
 * which takes them away again by itself.
 */
export function admits(
  rules: readonly SecurityGroupRule[],
  wanted: Input['rules'][number],
): boolean {
  return rules.some(
    (r) =>
      r.direction === 'ingress' &&
      (r.description?.startsWith(OURS) !== true || isSame(r, wanted)) &&
      (r.referencedGroupId === wanted.referencedGroupId || r.cidr === '0.0.0.0/0') &&
      (r.protocol === '-1' ||
        (r.protocol === wanted.protocol &&
          (r.fromPort ?? 0) <= wanted.fromPort &&
          (r.toPort ?? 65_535) >= wanted.toPort)),
  );
}

const isSame = (r: SecurityGroupRule, wanted: Input['rules'][number]): boolean =>
  r.protocol === wanted.protocol && r.fromPort === wanted.fromPort && r.toPort === wanted.toPort;
