import type { Location } from '../diagnostics/location.ts'
import { TemplateError } from '../jinja/template.ts'
import type { QueryResult } from '../ports/engine.ts'
import { changedQuery, unavailableQuery } from './diagnostics.ts'

export interface Answer {
  readonly sql: string
  readonly result: QueryResult
}

/** Leaves a rendering that needs rows nobody has fetched yet. */
export class QueryNeeded extends Error {
  readonly sql: string
  readonly location: Location

  constructor(sql: string, location: Location) {
    super('a template needs the rows of a query')
    this.name = 'QueryNeeded'
    this.sql = sql
    this.location = location
  }
}

/** What a template's `run_query` and its kin ask. */
export interface QueryJournal {
  ask(sql: string, location: Location): QueryResult
}

/**
 * Answers the queries of one rendering from what earlier renderings of the same template fetched, in their order, and
 * throws `QueryNeeded` for the first that has no answer yet. So templates stay synchronous while the engine is not.
 */
export function queryJournal(answers: readonly Answer[]): QueryJournal {
  let next = 0
  return {
    ask(sql, location) {
      const answer = answers[next]
      if (answer === undefined) throw new QueryNeeded(sql, location)
      if (answer.sql !== sql) throw new TemplateError(changedQuery(location))
      next += 1
      return answer.result
    },
  }
}

/** For renderings without an engine: every query is refused. */
export const noQueries: QueryJournal = {
  ask(_sql, location) {
    throw new TemplateError(unavailableQuery(location))
  },
}

/** Renders until every query is answered: once, and once more for each query. */
export async function renderWithQueries<T>(
  render: (journal: QueryJournal) => T,
  run: (sql: string, location: Location) => Promise<QueryResult>,
): Promise<T> {
  const answers: Answer[] = []
  for (;;) {
    try {
      return render(queryJournal(answers))
    } catch (error) {
      if (!(error instanceof QueryNeeded)) throw error
      answers.push({ sql: error.sql, result: await run(error.sql, error.location) })
    }
  }
}
