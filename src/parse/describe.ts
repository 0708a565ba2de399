import { byName, textArgument } from '../context/arguments.ts'
import type { Surroundings } from '../context/dbt-scope.ts'
import type { OnRead } from '../context/reads.ts'
import { placeIn, yamlScope } from '../context/yaml-scope.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { templateFunction } from '../jinja/bridge.ts'
import { hasTags } from '../jinja/compile-template.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { type Scope, TemplateError } from '../jinja/template.ts'
import type { DocsBlock } from '../manifest/docs-block.ts'
import type { Located } from '../project/located.ts'
import type { Project } from '../project/project.ts'
import { unknownDocs } from './diagnostics.ts'
import { renderPart } from './render-part.ts'

/** A description as nodes have it. */
export interface Description {
  readonly description: string
  /** Ids of the blocks that are put in, in their order; left out where there is none. */
  readonly docBlocks?: readonly string[]
}

/** Renders what somebody wrote about something. */
export type Describe = (description: Located<string> | undefined) => Description

export interface Describing {
  readonly docs: ReadonlyMap<string, DocsBlock>
  readonly project: Pick<Project, 'name' | 'packages'>
  readonly surroundings: Surroundings
  readonly onRead: OnRead
  readonly report: (diagnostic: Diagnostic) => void
}

/** Descriptions are templates, in which `doc('name')` is the text of a docs block. What is wrong in one is reported. */
export function describer({ docs, project, surroundings, onRead, report }: Describing): Describe {
  const yaml = yamlScope({ ...surroundings, onRead })
  return (written) => {
    if (written === undefined) return { description: '' }
    const { value, location } = written
    if (!hasTags(value)) return { description: value }
    const used = new Set<string>()
    const doc = docFunction(docs, project, (id) => used.add(id))
    const scope: Scope = {
      get: (name) => (name === 'doc' ? doc : yaml.get(name)),
      names: () => ['doc', ...(yaml.names?.() ?? [])],
    }
    const place = (found: Location | undefined) => placeIn(found, value, withoutQuotes(location, value))
    const description = renderPart(value, { file: location.file, scope, place, report }) ?? value
    return { description, ...(used.size > 0 && { docBlocks: [...used] }) }
  }
}

/** Where what is between quotes stands as it is. */
function withoutQuotes({ file, start, end }: Location, text: string): Location {
  return end - start === text.length + 2 ? { file, start: start + 1, end: end - 1 } : { file, start, end }
}

/** dbt's `doc(name)` and `doc(package, name)`. Blocks of packages are not there; a description without one is no mistake. */
function docFunction(
  docs: Describing['docs'],
  { name: own, packages }: Describing['project'],
  use: (id: string) => void,
): Value {
  return templateFunction((call) => {
    const given = byName(call, { name: 'doc', parameters: ['package_or_name', 'name'], required: 1 })
    const [first = '', second] = [...given.values()].map((value) => textArgument(value, call, 'doc'))
    const name = second ?? first
    const packageName = second === undefined ? own : first
    const found = packageName === own ? docs.get(name) : undefined
    if (found !== undefined) {
      use(found.id)
      return found.text
    }
    if (packages.includes(packageName)) return ''
    throw new TemplateError(
      unknownDocs(name, packageName === own ? undefined : packageName, call.location, [...docs.keys()]),
    )
  }, 'doc')
}
