import { z } from 'zod';
import { publishedSchemas } from '../src/assess/documents/index.ts';
import { cleanupSchema } from '../src/cli/cleanup-schema.ts';
import { explanationSchema } from '../src/cli/explanation-schema.ts';

const published = (name: string, title: string, schema: z.ZodType): object => ({
  ...z.toJSONSchema(schema, { io: 'input' }),
  $id: `https://fargatectl.io/schemas/v1/${name}.schema.json`,
  title,
});

/** Every JSON schema that is written from what the program itself reads or prints, by file name. */
export const allPublishedSchemas = (): Readonly<Record<string, object>> => ({
  ...publishedSchemas(),
  cleanup: published('cleanup', 'The last line of fargatectl cleanup -o json', cleanupSchema),
  explanation: published(
    'explanation',
    'fargatectl explain pod|event|pending -o json',
    explanationSchema,
  ),
});
