import { text, type FargateProfile, type Plan, type Snapshot } from '../../model/index.ts';
import { UserError } from '../../errors/index.ts';
import type { ProfileCheck, ProfileDraft } from '../../profiles/index.ts';
import { PlanBuilder } from '../builder.ts';
import { creations, framed, leaving } from './assemble.ts';
import { carriersOf } from './carriers.ts';
import { checksOf, leavers, orderOf, placeProblem, refusal, sameName } from './checks.ts';
import { checkRehome, type Destination } from './rehome.ts';
import type { CreateOptions, ProfileWorld } from './world.ts';

/** What was looked at, and the plan that does it. A plan like any other: journaled, resumable, undone by its inverses. */
export interface ProfileChange {
  readonly checks: readonly { readonly profile: string; readonly checks: readonly ProfileCheck[] }[];
  readonly plan: Plan;
} // prettier-ignore

/** Profiles, one after another: EKS makes one at a time. Pure, as all here. */
export function planCreation(
  w: ProfileWorld,
  drafts: readonly ProfileDraft[],
  o: CreateOptions,
): ProfileChange {
  const b = new PlanBuilder();
  const names = drafts.map((d) => d.name);
  const twice = names.find((n, i) => names.indexOf(n) !== i);
  const checks = drafts.map((d) => ({
    profile: d.name,
    checks: [...(d.name === twice ? [sameName(d.name)] : []), ...checksOf(w, d, { ...o, names })],
  }));
  if (twice === undefined) creations(b, w, drafts, o);
  return { checks, plan: framed(w, b, []) };
}

/** A successor, everything that runs by the old one over to it, then the old one away. */
export function planReplacement(
  w: ProfileWorld,
  old: FargateProfile,
  draft: ProfileDraft,
  o: CreateOptions & { readonly allowInterruption: readonly string[] },
): ProfileChange {
  const carriers = carriersOf(old, { ...w, ...o });
  const to = { profile: draft.name, selectors: draft.selectors };
  const b = new PlanBuilder();
  const made = creations(b, w, [draft], o);
  return {
    checks: [
      {
        profile: draft.name,
        checks: [
          ...orderOf(old, draft),
          leavers(old, carriers),
          ...checksOf(w, draft, { ...o, names: [draft.name], replaces: old.name }),
          ...checkRehome(carriers, to, w.snapshot),
        ],
      },
    ],
    plan: leaving(b, w, { old, carriers, to, after: made }),
  };
}

/** The profile away; what runs by it goes elsewhere first, where that is said. */
export function planDeletion(
  w: ProfileWorld,
  old: FargateProfile,
  o: { readonly to: Destination | null; readonly allowInterruption: readonly string[] },
): ProfileChange {
  const carriers = carriersOf(old, { ...w, ...o });
  const checks =
    o.to === null
      ? refusal(old, carriers)
      : [leavers(old, carriers), ...placeProblem(w, old, o.to), ...checkRehome(carriers, o.to, w.snapshot)];
  return {
    checks: [{ profile: old.name, checks }],
    plan: leaving(new PlanBuilder(), w, { old, carriers, to: o.to, after: [] }),
  };
} // prettier-ignore

/** The named profile of the snapshot. */
export function existingProfile(snapshot: Snapshot, name: string): FargateProfile {
  const { fargateProfiles } = snapshot.aws;
  if (fargateProfiles.state !== 'read')
    throw UserError({
      code: 'EVIDENCE_INCOMPLETE',
      message: text(
        `The profiles could not be read: ${fargateProfiles.reason.en}.`,
        `프로필을 읽지 못했습니다: ${fargateProfiles.reason.ko}.`,
      ),
      remedy: text(
        'Allow eks:ListFargateProfiles and eks:DescribeFargateProfile; fargatectl doctor permissions prints the policy.',
        'eks:ListFargateProfiles와 eks:DescribeFargateProfile 권한을 허용하십시오. 정책은 fargatectl doctor permissions가 출력합니다.',
      ),
      exitCode: 4,
    });
  const found = fargateProfiles.value.find((p) => p.name === name);
  if (found) return found;
  const names = fargateProfiles.value.map((p) => p.name).join(', ');
  throw UserError({
    code: 'PROFILE_UNKNOWN',
    message: text(
      `There is no Fargate profile ${name}; there ${names === '' ? 'is none' : `are: ${names}`}.`,
      `Fargate 프로필 ${name}이(가) 없습니다. 있는 것: ${names || '없음'}.`,
    ),
    remedy: text('fargatectl profiles list lists them.', '목록 보기: fargatectl profiles list'),
  });
}
