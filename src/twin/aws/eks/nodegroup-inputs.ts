import type { GroupRecord } from '../ec2/fleet.ts';
import { AwsError } from '../errors.ts';
import type { JsonInput } from '../wire/protocols.ts';
import { isEksEffect, taintEffect } from './nodegroup-records.ts';
import { textOf, type NodegroupRecord } from './state.ts';

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);
export const objectOf = (value: unknown): JsonInput =>
  value !== null && typeof value === 'object' ? (value as JsonInput) : {};

type Taints = GroupRecord['taints'];

/** @source https://docs.aws.amazon.com/eks/latest/APIReference/API_Taint.html (read 2026-11-24) */
export function taintsOf(value: unknown): Taints {
  const given = Array.isArray(value) ? (value as JsonInput[]) : [];
  return given.map((t) => {
    const effect = textOf(t['effect']) ?? '';
    if (!isEksEffect(effect)) throw invalid(`${effect} is not an effect of a taint.`);
    const text = textOf(t['value']);
    return {
      key: textOf(t['key']) ?? '',
      effect: taintEffect(effect),
      ...(text === undefined ? {} : { value: text }),
    };
  });
}

/** The taints after `addOrUpdateTaints` and `removeTaints`; key and effect tell one from another. */
export function changedTaints(before: Taints, value: unknown): Taints {
  const change = objectOf(value);
  const same = (a: Taints[number], b: Taints[number]): boolean =>
    a.key === b.key && a.effect === b.effect;
  const added = taintsOf(change['addOrUpdateTaints']);
  const gone = [...taintsOf(change['removeTaints']), ...added];
  return [...before.filter((t) => !gone.some((g) => same(g, t))), ...added];
}

/**
 * One of a number from 1 to 100 and a percentage.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html (read 2026-11-24)
 */
export function updateConfigOf(
  value: unknown,
  before: NodegroupRecord['updateConfig'],
): NodegroupRecord['updateConfig'] {
  if (value === undefined) return before;
  const { maxUnavailable, maxUnavailablePercentage } = objectOf(value);
  const given = [maxUnavailable, maxUnavailablePercentage].filter((n) => n !== undefined);
  const [n] = given;
  if (given.length !== 1 || typeof n !== 'number' || n < 1 || n > 100)
    throw invalid(
      'updateConfig takes either maxUnavailable or maxUnavailablePercentage, from 1 to 100.',
    );
  return maxUnavailable === undefined ? { maxUnavailablePercentage: n } : { maxUnavailable: n };
}
