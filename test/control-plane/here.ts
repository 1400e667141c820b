import { controlPlane } from '../../scripts/control-plane.mjs';

let known: boolean | undefined;

/**
 * Whether this machine has, or can build, the control plane. Without Go the tests are skipped, aloud;
 * in CI (`CI` is set) and when the build itself fails, they are not.
 */
export function isThere(): boolean {
  if (known !== undefined) return known;
  const found = controlPlane();
  if ('path' in found) {
    return (known = true);
  }
  if (!found.missing || (process.env['CI'] ?? '') !== '') throw new Error(found.reason);
  process.stderr.write(`SKIPPED: tests on Kubernetes’ own control plane. ${found.reason}.\n`);
  return (known = false);
}
