/** The house, bottom up: the table of ARCHITECTURE.md. */
export const floors: readonly (readonly string[])[] = [
  ['util'],
  ['diagnostics'],
  ['manifest'],
  ['dialects'],
  ['ports'],
  ['jinja'],
  ['project', 'environments'],
  ['context'],
  ['parse', 'graph'],
  ['select', 'compile'],
  ['plan'],
  ['run', 'engines', 'stores', 'extract', 'sample'],
  ['cache', 'artifacts'],
  ['report'],
  ['app'],
  ['cli', 'index.ts'],
]
