import { randomBytes } from 'node:crypto';

/** What opens one lab and no other: the operator's access key, and the administrator's bearer token. */
export interface LabCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * New at each start, as the certificates are. The key begins with `LAB`, where AWS' own begin with
 * `AKIA` or `ASIA`: nobody, and no scanner for leaked keys, takes it for one of theirs.
 */
export function makeCredentials(): LabCredentials {
  const letters = [...randomBytes(17)].map((byte) => LETTERS[byte % LETTERS.length] as string);
  return {
    accessKeyId: `LAB${letters.join('')}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    token: randomBytes(32).toString('base64url'),
  };
}
