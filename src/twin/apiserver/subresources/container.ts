import type { Pod } from '../../../model/index.ts';
import { badRequest } from '../status-error.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that is meant: the named one, the annotated one, or the only one. */
export function chooseContainer(pod: Pod, asked: string): string {
  const { name } = pod.metadata;
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const all = [...initContainers, ...containers, ...ephemeralContainers].map((c) => c.name);
  if (asked !== '') {
    if (!all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
    return asked;
  }
  const annotated = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (annotated !== undefined && all.includes(annotated)) return annotated;
  const [only, second] = containers;
  if (only && !second) return only.name;
  const init =
    initContainers.length > 0
      ? ` or one of the init containers: [${initContainers.map((c) => c.name).join(' ')}]`
      : '';
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${containers.map((c) => c.name).join(' ')}]${init}`,
  );
}
