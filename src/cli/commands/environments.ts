import * as app from '../../app/environments.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { environmentDiffJson, environmentJson, environmentsJson, historyJson } from '../../report/environments-json.ts'
import {
  formatEnvironment,
  formatEnvironmentDiff,
  formatEnvironments,
  formatHistory,
} from '../../report/format-environments.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { Json } from '../../util/json.ts'
import { nearest } from '../../util/nearest.ts'
import type { CommandInput } from '../command-input.ts'
import { resolvedLake } from '../resolved-lake.ts'

/** `environments`: what the environments of a lake show, how they differ, and what they showed before. */
export async function environments({
  args,
  options,
  flags,
  folder,
  output,
  environment,
}: CommandInput): Promise<number> {
  const [action = 'list', ...names] = args
  const { unicode } = terminalOf(output.stdout, environment)
  const print = <T>(found: T, text: (found: T, look: { unicode: boolean }) => string, json: (found: T) => Json) =>
    output.stdout.write(
      flags.output === 'json' ? `${JSON.stringify(json(found), undefined, 2)}\n` : text(found, { unicode }),
    )
  const [first, second] = names
  const place = { ...options, ...(flags.from !== undefined && { lake: resolvedLake(flags.from, folder) }) }
  const asked = { ...place, ...(first !== undefined && { published: first }) }
  checkCount(action, names)
  switch (action) {
    case 'list':
      print(await app.listEnvironments(place), formatEnvironments, environmentsJson)
      return 0
    case 'show':
      print(await app.showEnvironment(asked), formatEnvironment, environmentJson)
      return 0
    case 'history': {
      const limit = flags.limit === undefined ? {} : { limit: flags.limit }
      print(await app.environmentHistory({ ...asked, ...limit }), formatHistory, historyJson)
      return 0
    }
    case 'diff': {
      if (first === undefined || second === undefined) throw usage(diffNeeds, `Name them: ${example}`)
      print(
        await app.diffEnvironments({ ...place, from: first, to: second }),
        formatEnvironmentDiff,
        environmentDiffJson,
      )
      return 0
    }
    default:
      throw unknownAction(action)
  }
}

const actions = { list: 0, show: 1, diff: 2, history: 1 }
const diffNeeds = '"diff" compares two environments.'
const example = 'tpchmodel environments diff prod dev'

function checkCount(action: string, names: readonly string[]): void {
  const most = Object.entries(actions).find(([name]) => name === action)?.[1]
  if (most === undefined || names.length <= most) return
  const extra = names.slice(most).map((name) => `"${name}"`)
  throw usage(
    `"environments ${action}" takes ${most === 0 ? 'no name' : most === 1 ? 'one name' : 'two names'}, and there is ${extra.join(', ')} too.`,
    `Leave it out: tpchmodel environments ${action}`,
  )
}

function unknownAction(action: string): ProjectError {
  const known = Object.keys(actions)
  const meant = nearest(action, known)
  return usage(
    `"${action}" is nothing that "environments" does; there are ${known.map((name) => `"${name}"`).join(', ')}.`,
    meant === undefined ? 'An environment is shown by: tpchmodel environments show NAME' : `Did you mean "${meant}"?`,
  )
}

function usage(message: string, hint: string): ProjectError {
  return new ProjectError([{ code: 'cli/usage', message, hint }])
}
