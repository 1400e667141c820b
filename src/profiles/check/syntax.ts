import { counted, text, wildcardMatches, type FargateSelector } from '../../model/index.ts';
import { SELECTORS_PER_PROFILE } from '../synthesis/index.ts';
import { selectorText } from '../selector-text.ts';
import { blocker, ok, warning, type ProfileCheck } from './check.ts';

/**
 * What EKS refuses for its form alone.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html,
 *   https://docs.aws.amazon.com/general/latest/gr/eks.html (read 2026-11-25)
 */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,62}$/u;
const RESERVED = /^eks-/;
const LABELS_PER_SELECTOR = 5;
const NAMESPACE = /^[a-z0-9*?]([-a-z0-9*?]{0,61}[a-z0-9*?])?$/;
const LABEL_NAME = /^[A-Za-z0-9*?]([-A-Za-z0-9_.*?]{0,61}[A-Za-z0-9*?])?$/;
const LABEL_PREFIX = /^[a-z0-9*?]([-a-z0-9.*?]*[a-z0-9*?])?$/;

/** The name's form; whether it is free is asked elsewhere. */
export function nameForm(name: string): ProfileCheck | undefined {
  if (!NAME.test(name))
    return blocker(
      'name',
      text(
        `"${name}" is no profile name: it begins with a letter or digit and has letters, digits, - and _, at most 63 of them.`,
        `"${name}"은(는) 프로필 이름이 될 수 없습니다. 문자나 숫자로 시작하고 문자, 숫자, -, _만 63자까지 쓸 수 있습니다.`,
      ),
      text('Choose another name.', '다른 이름을 쓰십시오.'),
    );
  return RESERVED.test(name)
    ? blocker(
        'name',
        text(
          `"${name}" begins with eks-, which is reserved for EKS.`,
          `"${name}"은(는) EKS 전용인 eks-로 시작합니다.`,
        ),
        text('Choose another name.', '다른 이름을 쓰십시오.'),
      )
    : undefined;
}

/** Counts, form, and what a selector takes beyond what most people mean by it. */
export function checkSelectors(selectors: readonly FargateSelector[]): readonly ProfileCheck[] {
  const found: ProfileCheck[] = [];
  if (selectors.length === 0 || selectors.length > SELECTORS_PER_PROFILE)
    found.push(
      blocker(
        'selectors',
        text(
          `The profile has ${counted(selectors.length, 'selector')}; EKS takes 1 to ${SELECTORS_PER_PROFILE}.`,
          `셀렉터가 ${selectors.length}개입니다. EKS는 1개부터 ${SELECTORS_PER_PROFILE}개까지 받습니다.`,
        ),
        text(
          'Make two profiles, or let fargatectl profiles plan find fewer selectors.',
          '프로필을 둘로 나누거나 fargatectl profiles plan으로 더 적은 셀렉터를 찾으십시오.',
        ),
      ),
    );
  for (const s of selectors) found.push(...formOf(s), ...reachOf(s));
  return found.length > 0
    ? found
    : [
        ok(
          'selectors',
          text(
            `${selectors.length} of at most ${SELECTORS_PER_PROFILE} selectors: ${selectors.map(selectorText).join('; ')}.`,
            `셀렉터 ${selectors.length}개(최대 ${SELECTORS_PER_PROFILE}개): ${selectors.map(selectorText).join('; ')}.`,
          ),
        ),
      ];
}

function formOf(s: FargateSelector): readonly ProfileCheck[] {
  const found: ProfileCheck[] = [];
  const labels = Object.entries(s.labels ?? {});
  const bad = (en: string, ko: string): void => void found.push(blocker('selectors', text(en, ko), WRITE_IT_SO)); // prettier-ignore
  if (!NAMESPACE.test(s.namespace))
    bad(`"${s.namespace}" is no namespace, nor a pattern of one.`, `"${s.namespace}"은(는) 네임스페이스나 그 패턴이 아닙니다.`); // prettier-ignore
  if (labels.length > LABELS_PER_SELECTOR)
    bad(`Selector ${selectorText(s)} has ${labels.length} labels; EKS takes ${LABELS_PER_SELECTOR}.`, `셀렉터 ${selectorText(s)}의 레이블이 ${labels.length}개입니다. EKS는 ${LABELS_PER_SELECTOR}개까지 받습니다.`); // prettier-ignore
  for (const [key, value] of labels)
    if (!isKey(key) || (value !== '' && !LABEL_NAME.test(value)))
      bad(`"${key}=${value}" is no label.`, `"${key}=${value}"은(는) 레이블이 아닙니다.`);
  return found;
}

function isKey(key: string): boolean {
  const slash = key.indexOf('/');
  return (
    LABEL_NAME.test(key.slice(slash + 1)) &&
    (slash < 0 || (slash <= 253 && LABEL_PREFIX.test(key.slice(0, slash))))
  );
}

const WRITE_IT_SO = text(
  "Write --selector 'app' or --selector 'app:tier=front,team=shop'; * stands for any characters, ? for one.",
  "--selector 'app' 또는 --selector 'app:tier=front,team=shop'처럼 쓰십시오. *은 임의의 문자열, ?은 한 글자입니다.",
);

/** The whole cluster is refused; kube-system as a whole is somebody's decision. */
function reachOf(s: FargateSelector): readonly ProfileCheck[] {
  const whole = Object.keys(s.labels ?? {}).length === 0;
  if (/^[*?]*\*[*?]*$/.test(s.namespace) && whole)
    return [
      blocker(
        'selectors',
        text(
          `Selector ${s.namespace} takes every new pod of the cluster, controllers in kube-system among them.`,
          `셀렉터 ${s.namespace}은(는) kube-system의 컨트롤러까지, 클러스터의 모든 새 파드를 받습니다.`,
        ),
        text('Name namespaces, or add a label.', '네임스페이스를 지정하거나 레이블을 더하십시오.'),
      ),
    ];
  return whole && wildcardMatches(s.namespace, 'kube-system')
    ? [
        warning(
          'selectors',
          text(
            'The selector takes kube-system as a whole: every controller that restarts there goes to Fargate.',
            '셀렉터가 kube-system 전체를 받습니다. 그곳에서 재시작하는 모든 컨트롤러가 Fargate로 갑니다.',
          ),
          text(
            "Name the components: --selector 'kube-system:k8s-app=kube-dns'.",
            "구성 요소를 지정하십시오: --selector 'kube-system:k8s-app=kube-dns'",
          ),
        ),
      ]
    : [];
}
