import { z } from 'zod';
import { assessmentSchema } from './schema.ts';
import { waiversSchema } from './waivers.ts';

const ID = 'https://fargatectl.io/schemas/v1';

/**
 * JSON schemas (2020-12) by file name. Readers of assessments must expect fields that a later
 * version adds, so theirs is open; waivers are closed, as the program reads them.
 */
export const publishedSchemas = (): Readonly<Record<string, object>> => ({
  assessment: {
    ...z.toJSONSchema(assessmentSchema, { io: 'input' }),
    $id: `${ID}/assessment.schema.json`,
    title: 'fargatectl assess -o json',
  },
  waivers: {
    ...z.toJSONSchema(waiversSchema),
    $id: `${ID}/waivers.schema.json`,
    title: 'Waivers of fargatectl assess',
  },
});
