/** What programs and clouds other than ours say stays as they said it; the sentence around it is ours. */
const OTHERS_WORDS: readonly (readonly [who: string, words: RegExp])[] = [
  ['AWS, in a refusal', /(?<=AWS가 \S+ 요청을 거부했습니다: ).*/],
  ['AWS, out of reach', /(?<=AWS에 \S+ 요청을 보내지 못했습니다: ).*/],
  ['the SDK, without credentials', /(?<=자격 증명이 없습니다: ).*/],
  ['Kubernetes, in a refusal', /(?<=Kubernetes가 .+ 요청을 거부했습니다: ).*/],
  ['the kubeconfig reader', /(?<=^KUBECONFIG_UNREADABLE .+ 사용 불가: ).*/],
  ['who published a price, cited with its date', /(?<=^\s*\d{4}-\d\d-\d\d {2}[^:]+: ).*/],
  ['the JSON parser', /(?<=JSON이 아닙니다: ).*/],
];

/** Names of effects, as plans list them: `PATCH nodes of a, b annotation c`, `eks:DeleteAddon x`. */
const EFFECT = /^\s*(?:(?:POST|PUT|PATCH|DELETE) |[a-z0-9]+:[A-Z])[^가-힣]*$/;
/** `aws eks describe-nodegroup --cluster-name c`, `kubectl get pods -A -o wide > file`. */
const COMMAND = /\b(?:fargatectl|kubectl|aws|helm|jq)(?: (?:[\w./:=…<>|,*-]|\$\{?\w+\}?)+)+/g;
const word = /^[("'“‘]*[A-Za-z]+[)"'”’,.;:!?]*$/;
/** Proper names that are written the same in Korean. */
const NAMES = /^(?:EKS|EC2|EFS|EBS|NFS|VPC|DNS|NAT|IAM|IP|ip|PDB|CIDR|CoreDNS|Fargate|Amazon|AWS|Kubernetes|CloudWatch|Auto|Scaling|Savings|Plans|Pod|Identity|DaemonSet|Deployment|StatefulSet|CronJob|Job|Ingress|Service|Namespace|ConfigMap|Secret|PersistentVolumeClaim|PersistentVolume|ReplicaSet|NetworkPolicy|Helm|vCPU|GB|GiB|USD|JSON|YAML|opt|ACTIVE|Bound|Ready|Pending)$/; // prettier-ignore

const isEnglishWord = (token: string): boolean =>
  word.test(token) && !NAMES.test(token.replace(/[^A-Za-z]/g, ''));

/** The longest run of English words that stand in one sentence: single spaces between them. */
function longestRun(line: string): number {
  let longest = 0;
  for (const cell of line.split(/ {2,}| [·→│] /)) {
    let run = 0;
    for (const token of cell.split(' ')) {
      run = isEnglishWord(token) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
  }
  return longest;
}

/**
 * Lines of Korean output that were left in English: four English words or more without any Hangul,
 * or four in a row beside Hangul.
 */
export function englishLines(output: string): readonly string[] {
  return output.split('\n').filter((line) => {
    const left = bare(line);
    const words = left.split(/\s+/).filter(isEnglishWord).length;
    return /[가-힣]/.test(left) ? longestRun(left) >= 4 : words >= 4;
  });
}

/** Lines that two languages share although they have two English words in a row: short ones, left over. */
export function sharedLines(korean: string, english: string): readonly string[] {
  const there = new Set(english.split('\n').map((line) => line.trim()));
  return korean.split('\n').filter((line) => there.has(line.trim()) && longestRun(bare(line)) >= 2);
}

/** A line without what is no prose of ours: others' words, effects, commands. */
function bare(line: string): string {
  return OTHERS_WORDS.reduce((rest, [, words]) => rest.replace(words, ''), line)
    .split(' · ')
    .filter((part) => !EFFECT.test(part))
    .join(' · ')
    .replace(COMMAND, '…');
}
