import { text, type Text, type Workload } from '../../model/index.ts';
import type { Asked } from '../asked.ts';
import { fargateUsdPerHour } from '../cost/fargate.ts';
import type { Extras } from '../cost/side-lines.ts';
import type { Terms } from '../cost/terms.ts';

/** All pods of a workload on Fargate, a month, with what comes with the move. */
export function fargateOf(
  w: Workload,
  o: {
    readonly asked: Asked;
    readonly pods: number;
    readonly terms: Terms;
    readonly extras: Extras;
  },
): {
  readonly usd: number | null;
  readonly why: Text | null;
  readonly lacks: 'size' | 'price' | null;
} {
  const { asked, pods, terms, extras } = o;
  const sized = asked.outcome;
  if (sized.kind !== 'fits')
    return {
      usd: null,
      why: text('it has no Fargate size', '맞는 Fargate 크기가 없습니다'),
      lacks: 'size',
    };
  const price = terms.region === null ? null : terms.prices.fargate(terms.region);
  const hour = fargateUsdPerHour(sized.size, price);
  if (hour === null)
    return { usd: null, why: noPrice(terms), lacks: 'price' }; // prettier-ignore
  const volumes = extras.volumeChange(w);
  if (volumes === null)
    return { usd: null, why: text('its volume would go to EFS, whose price is not known: --assume efs.gb=USD', '볼륨이 EFS로 가야 하는데 그 가격을 모릅니다: --assume efs.gb=USD'), lacks: 'price' }; // prettier-ignore
  const perPod = extras.perPod(asked.spec);
  return {
    usd: pods * (hour * terms.hoursPerMonth + (perPod ?? 0)) + volumes,
    why: null,
    lacks: null,
  };
}

const noPrice = ({ region }: Terms): Text =>
  region === null
    ? text('no Fargate price without a Region: --region us-east-1', '리전이 없어 Fargate 가격을 알 수 없습니다: --region us-east-1')
    : text(`its Fargate price in ${region} is not known: --assume fargate.vcpu=USD, fargate.gb=USD, fargate.ephemeral=USD`, `${region}의 Fargate 가격을 모릅니다: --assume fargate.vcpu=USD, fargate.gb=USD, fargate.ephemeral=USD`); // prettier-ignore
