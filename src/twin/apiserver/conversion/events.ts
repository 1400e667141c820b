import type { KubeObject } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';
import type { Converter } from './converter.ts';

/** [events.k8s.io/v1, v1] */
const RENAMED: readonly (readonly [string, string])[] = [
  ['note', 'message'],
  ['regarding', 'involvedObject'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedSource', 'source'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
];

function renamed(object: Draft, from: 0 | 1, to: 0 | 1): Draft {
  const names = new Map(RENAMED.map((pair) => [pair[from], pair[to]]));
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]),
  );
}

/**
 * events.k8s.io/v1 and core/v1 events are the same objects under other names.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/events/v1/conversion.go (read 2026-11-23)
 */
export const eventV1: Converter = {
  toStored: (draft) => renamed(draft, 0, 1),
  fromStored: (object) => renamed(object as unknown as Draft, 1, 0) as unknown as KubeObject,
};
