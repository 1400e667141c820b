// Writes the JSON schemas of what other people's scripts read and write, from the zod schemas that the
// program itself uses. `npm run schemas`; with --check it only says whether they are stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { allPublishedSchemas } from './published-schemas.ts';

const isCheck = process.argv.includes('--check');
mkdirSync('schemas', { recursive: true });
for (const [name, schema] of Object.entries(allPublishedSchemas())) {
  const path = `schemas/${name}.schema.json`;
  const text = await format(JSON.stringify(schema), { parser: 'json', printWidth: 100 });
  if (!isCheck) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${path} is stale. Do: npm run schemas`);
    process.exitCode = 1;
  }
}
