/** Every method of selection there is, as it is written before the colon. */
export const methods = [
  'fqn',
  'layer',
  'tag',
  'path',
  'file',
  'source',
  'exposure',
  'unit_test',
  'package',
  'config',
  'resource_type',
  'test_type',
  'test_name',
  'group',
  'access',
  'version',
  'state',
  'result',
  'source_status',
  'selector',
] as const

/** Which tests come along with the nodes they test. */
export const indirectSelections = ['eager', 'cautious', 'buildable', 'empty'] as const

/**
 * `eager`: when any parent is selected. `cautious`: when all are. `buildable`: when all are selected or stand above what
 * is selected. `empty`: none.
 */
export type IndirectSelection = (typeof indirectSelections)[number]
