import { endOfToken, TOKEN_VOLUME_PREFIX } from '../token-volume.ts';
import type { Path } from './document.ts';

/**
 * What a controller, a scheduler or a kubelet writes anew into each copy of a pod. All else that
 * differs between two copies makes them no copies. Wrong here costs time only: a copy whose other
 * fields are equal, byte for byte, is the same with any choice.
 */
type Varying = 'string' | 'count' | 'unread' | 'token' | { readonly [key: string]: Varying };

const EACH = '[]';
const TERMINATED = { containerID: 'string', startedAt: 'string', finishedAt: 'string' } as const;
const STATUSES: Varying = {
  [EACH]: {
    containerID: 'string',
    imageID: 'string',
    restartCount: 'count',
    state: { running: { startedAt: 'string' }, terminated: TERMINATED },
    lastState: { terminated: TERMINATED },
  },
};
const CONTAINERS: Varying = { [EACH]: { volumeMounts: { [EACH]: { name: 'token' } } } };
const ADDRESSES: Varying = { [EACH]: { ip: 'string' } };
const POD: Varying = {
  metadata: {
    name: 'string',
    uid: 'string',
    resourceVersion: 'string',
    creationTimestamp: 'string',
    labels: {
      'apps.kubernetes.io/pod-index': 'string',
      'batch.kubernetes.io/job-completion-index': 'string',
      'statefulset.kubernetes.io/pod-name': 'string',
    },
    managedFields: 'unread',
  },
  spec: {
    nodeName: 'string',
    hostname: 'string',
    containers: CONTAINERS,
    initContainers: CONTAINERS,
    volumes: { [EACH]: { name: 'token', persistentVolumeClaim: { claimName: 'string' } } },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: { [EACH]: { matchFields: { [EACH]: { values: { [EACH]: 'string' } } } } },
        },
      },
    },
  },
  status: {
    hostIP: 'string',
    hostIPs: ADDRESSES,
    podIP: 'string',
    podIPs: ADDRESSES,
    startTime: 'string',
    conditions: { [EACH]: { lastTransitionTime: 'string', lastProbeTime: 'string' } },
    containerStatuses: STATUSES,
    initContainerStatuses: STATUSES,
  },
}; // prettier-ignore

/** A place in a pod's text where copies may differ: the inside of a string, or a count's digits. */
export interface Hole {
  readonly from: number;
  readonly to: number;
  /**
   * `unread` never enters a snapshot: a time or an address within managedFields. Nor does what tells
   * the name of one pod's token volume from another's (`token`).
   */
  readonly kind: 'string' | 'count' | 'unread' | 'token';
  readonly path: Path;
}

const QUOTE = 34, BACKSLASH = 92, COMMA = 44, OPEN_LIST = 91, CLOSE_LIST = 93, OPEN = 123, CLOSE = 125; // prettier-ignore
const isSpace = (c: number | undefined): boolean => c === 32 || c === 10 || c === 13 || c === 9;

/** The holes of a pod's text, which is JSON; undefined where it is written in an unusual way. */
export function holesOf(bytes: Buffer): readonly Hole[] | undefined {
  const finder = new HoleFinder(bytes);
  finder.value(POD, []);
  return finder.unusual ? undefined : finder.holes;
}

class HoleFinder {
  readonly holes: Hole[] = [];
  unusual = false;
  private readonly bytes: Buffer;
  private at = 0;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  value(varying: Varying | undefined, path: Path): void {
    this.space();
    const { bytes, at } = this;
    const c = bytes[at];
    if (c === undefined || this.unusual) this.unusual = true;
    else if (varying === 'unread' && c === OPEN_LIST) this.unread();
    else if (varying !== undefined && typeof varying !== 'string' && c === OPEN) this.fields(varying, path);
    else if (varying !== undefined && typeof varying !== 'string' && c === OPEN_LIST) this.list(varying, path);
    else {
      this.skip();
      if (varying === 'count' && c >= 48 && c <= 57) this.holes.push({ from: at, to: this.at, kind: 'count', path });
      else if (c === QUOTE && varying === 'string') this.holes.push({ from: at + 1, to: this.at - 1, kind: 'string', path });
      else if (c === QUOTE && varying === 'token' && this.startsWith(at + 1, TOKEN_VOLUME_PREFIX)) {
        const from = at + 1 + TOKEN_VOLUME_PREFIX.length;
        if (endOfToken(this.bytes, from) === this.at - 1) this.holes.push({ from, to: this.at - 1, kind: 'token', path });
      }
    }
  } // prettier-ignore

  private fields(varying: { readonly [key: string]: Varying }, path: Path): void {
    this.at += 1;
    for (;;) {
      this.space();
      const c = this.bytes[this.at];
      if (c === CLOSE || c === COMMA) this.at += 1;
      if (c === CLOSE) return;
      if (c === COMMA) continue;
      if (c !== QUOTE) return this.giveUp();
      const from = this.at + 1;
      this.skip();
      const key = this.bytes.toString('latin1', from, this.at - 1);
      // A name written with escapes may be one of those that vary.
      if (key.includes('\\')) return this.giveUp();
      this.space();
      this.at += 1;
      this.value(Object.hasOwn(varying, key) ? varying[key] : undefined, [...path, key]);
      if (this.unusual) return;
    }
  }

  private list(varying: { readonly [key: string]: Varying }, path: Path): void {
    this.at += 1;
    for (let index = 0; ;) {
      this.space();
      const c = this.bytes[this.at];
      if (c === CLOSE_LIST || c === COMMA) this.at += 1;
      if (c === CLOSE_LIST) return;
      if (c === COMMA) continue;
      // What is null is no element, and those after it move up.
      if (c === undefined || c === 110) return this.giveUp();
      this.value(varying[EACH], [...path, index]);
      if (this.unusual) return;
      index += 1;
    }
  }

  /** Of managedFields: `"time": "…"`, and keys that are made of an address. */
  private unread(): void {
    const { bytes } = this;
    const from = this.at;
    this.skip();
    const end = this.at;
    let wasTime = false;
    for (let at = from; at < end; at += 1) {
      if (bytes[at] !== QUOTE) continue;
      const to = endOfString(bytes, at);
      if (wasTime || this.startsWith(at + 1, 'k:{\\"ip\\"'))
        this.holes.push({ from: at + 1, to: to - 1, kind: 'unread', path: [] });
      wasTime = !wasTime && to - at === 6 && this.startsWith(at + 1, 'time"');
      at = to - 1;
    }
  }

  /** Goes past a value. */
  private skip(): void {
    const { bytes } = this;
    let depth = 0;
    while (this.at < bytes.length) {
      const c = bytes[this.at] as number;
      if (c === QUOTE) this.at = endOfString(bytes, this.at);
      else if (c === OPEN || c === OPEN_LIST) {
        depth += 1;
        this.at += 1;
      } else if (c === CLOSE || c === CLOSE_LIST) {
        if (depth === 0) return;
        depth -= 1;
        this.at += 1;
      } else if (depth === 0) {
        if (c === COMMA || isSpace(c)) return;
        this.at += 1;
        continue;
      } else this.at += 1;
      if (depth === 0) return;
    }
  }

  private space(): void {
    while (isSpace(this.bytes[this.at])) this.at += 1;
  }

  private startsWith(at: number, text: string): boolean {
    return this.bytes.toString('latin1', at, at + text.length) === text;
  }

  private giveUp(): void {
    this.unusual = true;
  }
}

/** After the closing quote of the string that opens at `at`, or the end of the text. */
function endOfString(bytes: Buffer, at: number): number {
  const { length } = bytes;
  for (at += 1; at < length; at += 1) {
    const c = bytes[at];
    if (c === QUOTE) return at + 1;
    if (c === BACKSLASH) at += 1;
  }
  return length;
}
