import { pointer, text, workloadRule } from '../define.ts';
import { running, templatePatch, type PlacedContainer } from '../subject.ts';
import type { JsonPatchOp } from '../../model/index.ts';

const KUBELET = 10250;
/** Free on Fargate nodes, and what EKS' own metrics-server add-on is set to. */
const INSTEAD = 10251;

/** The kubelet of a Fargate pod's node listens in the pod's own network. */
export const kubeletPortClash = workloadRule({
  id: 'kubelet-port-clash',
  title: text('Port 10250 belongs to the kubelet', '10250 포트는 kubelet이 사용합니다'),
  severity: 'blocker',
  considerations: [1],
  when: 'container-fails',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html',
  check: (s) =>
    running(s).flatMap((c) => {
      const clash = clashOf(c);
      if (!clash) return [];
      return [
        {
          container: c.container.name,
          field: clash.field,
          value: KUBELET,
          message: text(
            `Container ${c.container.name} of ${s.name} listens on port ${KUBELET}, which the kubelet has on every Fargate node.`,
            `${s.name}: 컨테이너 ${c.container.name}이(가) ${KUBELET} 포트를 사용합니다. 모든 Fargate 노드에서 kubelet이 이 포트를 씁니다.`,
          ),
          remedy: text(
            `Let it listen on ${INSTEAD}, in its arguments and in containerPort; Services that name the port follow.`,
            `인자와 containerPort를 ${INSTEAD}로 바꾸십시오. 포트 이름을 쓰는 Service는 따라갑니다.`,
          ),
          fix: clash.patch.length > 0 ? templatePatch(s, ...clash.patch) : null,
        },
      ];
    }),
});

/**
 * Where the port is said; a patch only where one argument says it, since a port list by itself moves
 * no listener. A flag about somebody else's port, such as metrics-server's --kubelet-port, is none.
 */
function clashOf({ container, field }: PlacedContainer): { readonly field: string; readonly patch: readonly JsonPatchOp[] } | undefined {
  const said = (['args', 'command'] as const).flatMap((list) =>
    (container[list] ?? []).map((arg, i, all) => ({ arg, at: `${field}.${list}[${i}]`, before: all[i - 1] ?? '' })),
  );
  const found = said.find(({ arg, before }) => LISTENS.test(arg) || (/(^|:)10250$/.test(arg) && LISTEN_FLAG.test(before)));
  const port = (container.ports ?? []).findIndex((p) => p.containerPort === KUBELET && (p.protocol ?? 'TCP') === 'TCP');
  if (!found && port < 0) return undefined;
  return {
    field: port >= 0 ? `${field}.ports[${port}].containerPort` : (found?.at ?? field),
    patch: !found
      ? []
      : [
          { op: 'replace', path: pointer(found.at), value: found.arg.replace(/10250$/, String(INSTEAD)) },
          ...(port < 0 ? [] : [{ op: 'replace' as const, path: pointer(`${field}.ports[${port}].containerPort`), value: INSTEAD }]),
        ],
  };
} // prettier-ignore

/** `--secure-port=10250`, `-listen-address=:10250`. */
const LISTENS =
  /^--?(?!.*(kubelet|target|upstream|remote|scrape))[\w-]*(port|addr|address|bind|listen)[\w-]*=([^/]*:)?10250$/;
/** The same flag alone, its value in the argument after it. */
const LISTEN_FLAG =
  /^--?(?!.*(kubelet|target|upstream|remote|scrape))[\w-]*(port|addr|address|bind|listen)[\w-]*$/;
