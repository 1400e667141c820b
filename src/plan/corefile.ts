/** A name to ask for, and the answer that CoreDNS' own configuration promises; null when any answer will do. */
export interface ExpectedLookup {
  readonly name: string;
  readonly expect: string | null;
}

/**
 * Names that a Corefile answers by itself: each stub domain (a server block other than `.`), with
 * the address where a `hosts` plugin states one. The tutorial's step 6 asks for exactly these.
 * @source https://coredns.io/manual/configuration/ (read 2026-11-23)
 */
export function expectedLookups(corefile: string): readonly ExpectedLookup[] {
  const lookups: ExpectedLookup[] = [];
  for (const { zones, body } of serverBlocks(corefile)) {
    const stubs = zones
      .map((z) => z.replace(/^dns:\/\//, '').replace(/:\d+$/, ''))
      .filter((z) => z !== '.' && z !== '');
    if (stubs.length === 0) continue;
    const hosts = hostEntries(body);
    for (const zone of stubs) {
      const own =
        hosts.find((h) => h.name === zone) ?? hosts.find((h) => h.name.endsWith(`.${zone}`));
      lookups.push(own ? { name: own.name, expect: own.address } : { name: zone, expect: null });
    }
  }
  return lookups;
}

function serverBlocks(text: string): readonly { zones: readonly string[]; body: string }[] {
  const blocks: { zones: string[]; body: string }[] = [];
  let depth = 0;
  let zones: string[] = [];
  let body: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*$/, '').trim();
    if (depth === 0 && line.endsWith('{')) {
      zones = line
        .slice(0, -1)
        .trim()
        .split(/[\s,]+/);
      body = [];
      depth = 1;
      continue;
    }
    depth += (line.match(/\{/g) ?? []).length - (line.match(/\}/g) ?? []).length;
    if (depth === 0 && zones.length > 0) {
      blocks.push({ zones, body: body.join('\n') });
      zones = [];
    } else body.push(line);
  }
  return blocks;
}

function hostEntries(body: string): readonly { name: string; address: string }[] {
  const inside = /(?:^|\n)hosts[^\n{]*\{\n([\s\S]*?)\n\}/.exec(body)?.[1] ?? '';
  return inside.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.trim().split(/\s+/);
    return /^[0-9a-fA-F.:]+$/.test(address) && address.includes('.')
      ? names.map((name) => ({ name, address }))
      : [];
  });
}
