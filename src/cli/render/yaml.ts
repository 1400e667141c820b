/**
 * YAML, loaded with the command that prints it. Through a static import: bundled, the package is a
 * CommonJS module, whose names a dynamic import does not have.
 */
export { parse, stringify } from 'yaml';
