import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** `reason`: the system's own words. */
export function unwritable(path: string, reason: string): Diagnostic {
  return {
    code: 'artifact/unwritable',
    message: `"${path}" cannot be written: ${reason}.`,
    hint: 'Make the folder writable and its disk not full, or set "target-path" to another folder.',
  }
}
