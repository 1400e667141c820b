import { controlPlane } from '../../scripts/control-plane.mjs';

/** Built before the tests start: each file would build one of its own at the same time. */
export default function setup(): void {
  const found = controlPlane();
  if ('path' in found && found.built)
    process.stderr.write(`Built the control plane in ${found.seconds} s.\n`);
}
