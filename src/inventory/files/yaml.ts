import {
  LineCounter,
  isNode,
  parseAllDocuments,
  type Document,
  type ScalarTag,
  type YAMLError,
} from 'yaml';
import type { InputDocument, Path } from './document.ts';
import { inputError } from './input-error.ts';
import { text } from '../../model/index.ts';

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;

/** `yes`, `on` and their like are booleans to Kubernetes' YAML reader. */
const bool: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: (text) => TRUE.test(text),
};

/** `0644` is octal, as in `defaultMode: 0644`; `0o644`, `0x1f`, `0b1` and `1_000` are numbers too. */
const integer: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/,
  resolve: (text) => {
    const negative = text.startsWith('-');
    const digits = text.replace(/^[-+]/, '').replace(/_/g, '');
    // Number() reads 0b, 0o and 0x. A leading zero means octal, unless an 8 or 9 forbids it.
    const value = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return negative ? -value : value;
  },
};

/**
 * The documents of a YAML text, resolved as Kubernetes resolves it: YAML 1.2's core schema with the
 * booleans and octals of 1.1, anchors, and merge keys. A key that is there twice is an error, as it
 * is to `kubectl apply`.
 * @source https://pkg.go.dev/sigs.k8s.io/yaml and https://pkg.go.dev/gopkg.in/yaml.v2 (read 2026-11-23)
 */
export function readYaml(file: string, yaml: string): readonly InputDocument[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(yaml, {
    version: '1.2',
    schema: 'core',
    merge: true,
    uniqueKeys: true,
    // Its pretty errors quote the text, which may hold a secret.
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
    customTags: (tags) => [bool, integer, ...tags],
  });
  if (!Array.isArray(parsed)) return [];
  return parsed
    .map((tree) => {
      const error = tree.errors[0];
      if (error) fail(file, yaml, error, lines);
      return {
        file,
        value: valueOf(file, tree, lines),
        lineOf: (path: Path) => lineIn(tree, lines, path),
      };
    })
    .filter((document) => document.value !== null && document.value !== undefined);
}

function valueOf(file: string, tree: Document, lines: LineCounter): unknown {
  try {
    return tree.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    throw inputError({
      code: 'INPUT_NOT_YAML',
      file,
      line: lineIn(tree, lines, []),
      seen: text(
        'an alias that has no anchor, or aliases that multiply beyond measure',
        '앵커가 없는 별칭, 또는 끝없이 불어나는 별칭',
      ),
      wanted: text('aliases of anchors defined above them', '위에서 정의한 앵커의 별칭'),
      remedy: text(
        'Write the repeated part out, or correct the alias.',
        '반복되는 부분을 풀어서 쓰거나 별칭을 고치십시오.',
      ),
    });
  }
}

function fail(file: string, yaml: string, error: YAMLError, lines: LineCounter): never {
  const at = { file, line: lines.linePos(error.pos[0]).line };
  if (error.code === 'DUPLICATE_KEY')
    throw inputError({
      code: 'INPUT_DUPLICATE_KEY',
      ...at,
      seen: text('a key for the second time in one mapping', '한 매핑에 두 번 나온 키'),
      wanted: text('each key once', '키마다 한 번'),
      remedy: text(
        'Delete one of the two; Kubernetes would refuse the file as well.',
        '둘 중 하나를 지우십시오. Kubernetes도 이 파일을 거부합니다.',
      ),
    });
  const truncated = error.pos[0] >= yaml.trimEnd().length && yaml.trimEnd() !== '';
  throw inputError({
    code: truncated ? 'INPUT_TRUNCATED' : 'INPUT_NOT_YAML',
    ...at,
    // The parser's messages name structures, not contents; the first line is enough.
    seen: text(`a YAML error (${error.code})`, `YAML 오류(${error.code})`),
    wanted: text('well-formed YAML', '형식이 올바른 YAML'),
    remedy: truncated
      ? text(
          'The file ends in the middle; write it again.',
          '파일이 중간에 끊겼습니다. 다시 쓰십시오.',
        )
      : text(
          'Correct the YAML at this line; kubectl apply --dry-run=client -f FILE reads it the same way.',
          '이 줄의 YAML을 고치십시오. kubectl apply --dry-run=client -f FILE도 똑같이 읽습니다.',
        ),
  });
}

function lineIn(tree: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? tree.contents : tree.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
