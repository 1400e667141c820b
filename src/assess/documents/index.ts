// What comes in and goes out as files: assessments, earlier ones to compare with, waivers. A room of
// its own because checking them takes a library that judging a cluster can do without.
export { compareWithBaseline } from './baseline.ts';
export { publishedSchemas } from './published.ts';
export { assessmentSchema, parseAssessment } from './schema.ts';
export {
  applyWaivers,
  isDay,
  parseWaivers,
  WAIVER_FINDINGS,
  waiversSchema,
  type Waiver,
} from './waivers.ts';
