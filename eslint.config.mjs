import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';

/**
 * Who may know whom. A room may import the rooms listed for it, and itself; nothing else of ours.
 * Reading order is data flow order; see docs/ARCHITECTURE.md.
 */
const mayImport = {
  model: [],
  errors: ['model'],
  ports: ['model', 'errors'],
  twin: ['model', 'errors'],
  adapters: ['model', 'errors', 'ports'],
  inventory: ['model', 'errors', 'ports'],
  assess: ['model', 'errors', 'inventory'],
  size: ['model', 'errors', 'inventory', 'assess'],
  profiles: ['model', 'errors', 'inventory', 'assess', 'size'],
  effects: ['model', 'errors', 'ports'],
  steps: ['model', 'errors', 'ports', 'inventory', 'profiles', 'effects'],
  plan: ['model', 'errors', 'inventory', 'assess', 'size', 'profiles', 'steps'],
  execute: ['model', 'errors', 'ports', 'inventory', 'effects', 'plan', 'steps'],
  verify: [
    'model',
    'errors',
    'ports',
    'inventory',
    'profiles',
    'effects',
    'steps',
    'plan',
    'execute',
  ],
  explain: ['model', 'errors', 'assess', 'size'],
  report: ['model', 'errors'],
};
const rooms = Object.keys(mayImport);
const zones = rooms.map((room) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...mayImport[room]].map((r) => `./${r}`),
  message: `src/${room} may only know: ${[room, ...mayImport[room]].join(', ')}. Rooms use rooms above them in the flow; only cli wires everything (docs/ARCHITECTURE.md).`,
}));

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules', '.cache'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({ noWarnOnMultipleProjects: true }),
      ],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // A Text in a template would read "[object Object]": a language has to be chosen first.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        {
          allowNumber: true,
          allowBoolean: true,
          allowAny: true,
          allowNullish: true,
          allowNever: true,
          allowArray: true,
        },
      ],
      'no-console': 'error',
      complexity: ['warn', 25],
      'max-params': ['warn', 4],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ThrowStatement > NewExpression[callee.name='Error']",
          message:
            'Throw a UserError, CloudError or BugError from src/errors: it carries code and remedy.',
        },
      ],
    },
  },
  {
    // The pure half of the house: values in, values out.
    files: ['src/{model,assess,size,profiles,plan,report}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Pure room: no environment.' },
        { name: 'setTimeout', message: 'Pure room: no clock.' },
        { name: 'fetch', message: 'Pure room: no network.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pure room: no clock.' },
        { object: 'Math', property: 'random', message: 'Pure room: no chance.' },
      ],
    },
  },
  {
    // Effects only where they live.
    files: ['src/{inventory,effects,steps,execute,verify,twin}/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/twin/clock/**', 'src/twin/server/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Take it through a port.' },
        { name: 'setTimeout', message: 'Use the clock.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Use the clock.' },
        { object: 'Math', property: 'random', message: 'Use the seeded source.' },
      ],
    },
  },
  {
    files: ['src/cli/**/*.ts', 'test/faults/run.ts', 'test/rollback/run.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // The same danger as in templates: `texts.join()` and `String(text)`. The twin reads foreign JSON all day.
    files: ['src/**/*.ts', 'test/**/*.ts'],
    ignores: ['src/twin/**'],
    rules: { '@typescript-eslint/no-base-to-string': 'error' },
  },
  // Field by field translation of answers: every `??` counts as a branch there.
  { files: ['src/adapters/aws/**/*.ts'], rules: { complexity: 'off' } },
  {
    files: ['**/*.test.ts', '**/*.test-data.ts', 'test/**/*.ts'],
    rules: {
      'no-restricted-syntax': 'off',
      'max-params': 'off',
      complexity: 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
