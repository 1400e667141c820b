import { agree, counted, parseQuantity, text, type Text } from '../../model/index.ts';
import { SeriesBook, badUsage, type UsageReading } from './series.ts';

const COLUMNS = 'namespace,workload (or pod),container,cpu,memory';

/**
 * Samples from a spreadsheet: a header, then one sample a line. `cpu` and `memory` are Kubernetes
 * quantities (`120m` or `0.12`; `300Mi` or bytes); an empty cell is a sample that was not taken. Where
 * the comma is the decimal sign, spreadsheets part cells by semicolons: the header tells which.
 */
export function readCsv(file: string, content: string): UsageReading {
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  const by = separatorOf(lines[0] ?? '');
  const cells = (line: string): readonly string[] => cellsOf(line, by);
  const header = cells(lines[0] ?? '').map((h) => h.trim().toLowerCase());
  const at = (name: string): number => header.indexOf(name);
  const named = at('pod') >= 0 ? ('pod' as const) : ('workload' as const);
  for (const name of ['namespace', named, 'container', 'cpu', 'memory'])
    if (at(name) < 0)
      throw badUsage(
        file,
        text(
          `the first line is "${(lines[0] ?? '').slice(0, 80)}" and names no column "${name}".`,
          `첫 줄 "${(lines[0] ?? '').slice(0, 80)}"에 "${name}" 열이 없습니다.`,
        ),
        text(
          `Start the file with the line: ${COLUMNS}`,
          `파일의 첫 줄을 이렇게 쓰십시오: ${COLUMNS}`,
        ),
      );
  const book = new SeriesBook();
  let empty = 0;
  let rows = 0;
  const seen = new Set<string>();
  lines.slice(1).forEach((line, i) => {
    if (line.trim() === '') return;
    rows += 1;
    seen.add(line);
    const row = cells(line);
    const cell = (name: string): string => (row[at(name)] ?? '').trim();
    const amount = (name: 'cpu' | 'memory'): number | undefined => {
      const written = cell(name);
      if (written === '' || /^nan$/i.test(written)) {
        empty += 1;
        return undefined;
      }
      const value = parseQuantity(written);
      if (value === undefined || value < 0)
        throw badUsage(
          file,
          text(
            `line ${i + 2} has ${name} "${written}", wanted a quantity of 0 or more.`,
            `${i + 2}번째 줄의 ${name} 값이 "${written}"입니다. 0 이상의 수량이어야 합니다.`,
          ),
          name === 'cpu'
            ? text('Write CPUs as 120m or 0.12.', 'CPU는 120m이나 0.12처럼 쓰십시오.')
            : text('Write memory as 300Mi or in bytes.', '메모리는 300Mi나 바이트로 쓰십시오.'),
        );
      return value;
    };
    const cpu = amount('cpu');
    const memory = amount('memory');
    book.add(
      { namespace: cell('namespace'), of: { kind: named, name: cell(named) }, container: cell('container') },
      {
        ...(cpu === undefined ? {} : { milliCpu: cpu * 1000 }),
        ...(memory === undefined ? {} : { memoryMiB: memory / 2 ** 20 }),
      },
    ); // prettier-ignore
  });
  if (rows === 0) throw badUsage(file, text('there is no sample after the header.', '머리글 다음에 표본이 없습니다.'), text(`One a line: ${COLUMNS}`, `한 줄에 하나씩: ${COLUMNS}`)); // prettier-ignore
  const twice = rows - seen.size;
  const gaps: Text[] = [
    ...(empty === 0 ? [] : [text(`${file}: ${empty} of ${rows * 2} amounts ${agree(empty, 'is', 'are')} empty; the others were used`, `${file}: 값 ${rows * 2}개 중 ${empty}개가 비어 있어 나머지만 썼습니다`)]),
    ...(twice === 0 ? [] : [text(`${file}: ${counted(twice, 'line repeats', 'lines repeat')} another word for word; each was counted as a sample of its own`, `${file}: ${twice}줄이 다른 줄과 똑같습니다. 저마다 표본으로 셈했습니다`)]),
  ]; // prettier-ignore
  return { source: file, series: book.list(), gaps };
}

const separatorOf = (header: string): ',' | ';' =>
  header.includes(';') && !header.includes(',') ? ';' : ',';

const CELLS = {
  ',': /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g,
  ';': /(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g,
} as const;

/** One line of RFC 4180; quotes may hold separators, doubled quotes stand for one. */
function cellsOf(line: string, by: keyof typeof CELLS): readonly string[] {
  const out: string[] = [];
  for (const m of line.matchAll(CELLS[by]))
    out.push(m[1] === undefined ? (m[2] ?? '') : m[1].replaceAll('""', '"'));
  return out;
}
