import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { ParsedStatement } from '../ports/engine.ts'

/** A statement of an operation that reaches beyond the target's database; where nothing guards, it runs and is warned of. */
export function outOfReach(type: string, location: Location, guarded: boolean): Diagnostic {
  if (!guarded) {
    return {
      code: 'run/template-writes',
      message: `The operation runs a statement of type ${type}, as in dbt: it reaches beyond the tables of the target's database.`,
      location,
    }
  }
  return {
    code: 'run/operation-statement',
    message: `An operation reads, and changes tables of the target's database; found a statement of type ${type}.`,
    location,
    hint: 'Settings, extensions and attached databases belong to the target; files are written by models and by tpchmodel sql --out.',
  }
}

/** A statement whose work would be gone when the operation ends. */
export function unkeptStatement(statements: readonly ParsedStatement[], location: Location): Diagnostic {
  const types = [...new Set(statements.map(({ type }) => type))].filter((type) => type !== 'SELECT')
  return {
    code: 'run/operation-statement',
    message: `The operation writes (${types.join(', ')}), and this target has no database that would keep it: its tables are Parquet in a lake, which a build publishes.`,
    location,
    hint: 'Write a model for rows that stay, or give the target a "path:".',
  }
}
