import tseslint from 'typescript-eslint';

/** `files` may not import anything matching one of `groups`; `why` is what the author of the import reads. */
const boundary = (files, groups, why) => ({
  files,
  ignores: ['**/*.test.ts'],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group: groups, message: why }] }] },
});

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.duecourse/**', 'app/web/assets/**', '**/*.mjs', '.config/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: new URL('..', import.meta.url).pathname },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is parsed once, in app/config.ts.' },
      ],
    },
  },
  {
    // Assertions are the business of tests; they may read wire data without a schema of their own.
    files: ['**/*.test.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      'no-restricted-properties': 'off',
    },
  },
  { files: ['app/config.ts', 'local/**/*.ts', '.config/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  boundary(
    ['actors/task/**/*.ts'],
    ['node:*', '@dapr/*', 'express', 'pg', 'pino', '@grpc/*', 'undici', '../*', '!../task'],
    'The domain imports zod, the recurrence and zone libraries and its siblings, nothing else.',
  ),
  boundary(['actors/*.ts'], ['**/app/**', 'pg'], 'The actor shell never imports app/ and never opens a database.'),
  boundary(
    ['app/http/**/*.ts'],
    ['**/chat/**', '**/consumers/**', '**/mcp/**', '**/actors/*.ts', 'pg'],
    'An edge imports operations, never an actor or another edge.',
  ),
  boundary(
    ['app/mcp/**/*.ts'],
    ['**/http/**', '**/chat/**', '**/consumers/**', '**/actors/*.ts', 'pg'],
    'An edge imports operations, never an actor or another edge.',
  ),
  boundary(
    ['app/chat/**/*.ts'],
    ['**/http/**', '**/consumers/**', '**/mcp/**', '**/actors/*.ts', 'pg'],
    'An edge imports operations, never an actor or another edge.',
  ),
  boundary(
    ['app/consumers/**/*.ts'],
    ['**/http/**', '**/chat/**', '**/actors/*.ts', 'pg'],
    'A consumer imports operations, never an actor or an edge.',
  ),
);
