import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { type RefName, refKey } from '../manifest/lookup.ts'
import type { Node, VersionName } from '../manifest/node.ts'
import { characterName } from '../util/hidden-characters.ts'
import { nearest } from '../util/nearest.ts'

/** `known`: the keys under which `ref()` finds something. */
export function unknownRef(ref: RefName, location: Location, known: Iterable<string>): Diagnostic {
  const { name, version } = ref
  const keys = [...known]
  const own = `${refKey({ name, ...(ref.packageName !== undefined && { packageName: ref.packageName }) })}.v`
  const versions = keys.filter((key) => key.startsWith(own)).map((key) => key.slice(own.length))
  if (version !== undefined && versions.length > 0) {
    return {
      code: 'parse/unknown-ref',
      message: `"${name}" has no version ${version}; it has ${listed(versions)}.`,
      location,
      hint: `Write one of them, or ref('${name}') for the latest.`,
    }
  }
  if (version !== undefined && keys.includes(name)) {
    return {
      code: 'parse/unknown-ref',
      message: `"${name}" has no versions.`,
      location,
      hint: `Write ref('${name}').`,
    }
  }
  const suggestion = nearest(name, keys)
  return {
    code: 'parse/unknown-ref',
    message: `No model or seed is named "${name}".`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

export function disabledRef(name: string, location: Location, disabledAt: Location): Diagnostic {
  return {
    code: 'parse/disabled-ref',
    message: `"${name}" exists but is disabled.`,
    location,
    hint: `Enable it, or disable what reads it too.`,
    related: [{ message: `"${name}" is defined here.`, location: disabledAt }],
  }
}

/** What is wrong with a template that stands in a comment of SQL. */
export function renderedComment(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, hint: 'Templates are rendered in comments of SQL too. Write the comment as {# … #}.' }
}

export function unknownSource(source: string, table: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(`${source}.${table}`, known)
  return {
    code: 'parse/unknown-source',
    message: `No source "${source}" with a table "${table}" is declared.`,
    location,
    hint:
      suggestion === undefined
        ? 'Declare it under "sources:" in a properties file.'
        : `Did you mean source('${suggestion.split('.').join("', '")}')?`,
  }
}

export function upwardRef(
  child: { readonly name: string; readonly layer: string },
  parent: { readonly name: string; readonly layer: string; readonly location: Location },
  location: Location,
): Diagnostic {
  return {
    code: 'parse/upward-ref',
    message: `"${child.name}" is in the layer ${child.layer} and reads "${parent.name}" of the higher layer ${parent.layer}.`,
    location,
    hint: `Move the logic to where both layers can read it, or set "allow-upward-refs: true" in the project file.`,
    related: [{ message: `"${parent.name}" is defined here.`, location: parent.location }],
  }
}

export function duplicateName(kind: string, name: string, location: Location, first: Location): Diagnostic {
  return {
    code: 'parse/duplicate-name',
    message: `Two ${kind} are named "${name}".`,
    location,
    hint: 'Rename one of them: names are what ref() and selectors go by.',
    related: [{ message: 'The other one is here.', location: first }],
  }
}

export function duplicateDocs(name: string, location: Location, first: Location): Diagnostic {
  return {
    code: 'parse/duplicate-name',
    message: `Two docs blocks are named "${name}".`,
    location,
    hint: 'Rename one of them: descriptions put a block in by its name.',
    related: [{ message: 'The other one is here.', location: first }],
  }
}

/** `problem` goes on from "A docs block". */
export function brokenDocs(problem: string, location: Location, other?: Location): Diagnostic {
  return {
    code: 'parse/template',
    message: `A docs block ${problem}.`,
    location,
    hint: 'A block is written {% docs name %} … {% enddocs %}.',
    ...(other !== undefined && { related: [{ message: 'That one begins here.', location: other }] }),
  }
}

/** `known`: the names of the project's blocks. */
export function unknownDocs(
  name: string,
  packageName: string | undefined,
  location: Location,
  known: readonly string[],
): Diagnostic {
  const suggestion = packageName === undefined ? nearest(name, known) : undefined
  return {
    code: 'parse/unknown-docs',
    message:
      packageName === undefined
        ? `No docs block is named "${name}".`
        : `No docs block is named "${name}" in a package "${packageName}".`,
    location,
    hint:
      suggestion === undefined
        ? `Write one into a Markdown file beside the models: {% docs ${name} %} … {% enddocs %}`
        : `Did you mean "${suggestion}"?`,
  }
}

export function sameRelation(relation: string, location: Location, first: Location): Diagnostic {
  return {
    code: 'parse/duplicate-name',
    message: `Two nodes are written to ${relation}.`,
    location,
    hint: 'Give one of them another "alias" or "schema".',
    related: [{ message: 'The other one is here.', location: first }],
  }
}

export function unsafeName(name: string, found: string, location: Location): Diagnostic {
  return {
    code: 'parse/unsafe-name',
    message: `The name ${JSON.stringify(name)} holds ${found}, which cannot be part of a file or table.`,
    location,
    hint: 'Rename the file. Letters, digits, "_", "-", "." and spaces all work.',
  }
}

interface Places {
  /** The first place. */
  readonly location: Location
  /** How many follow in the same file. */
  readonly more: number
}

/** A character of SQL that cannot be seen, or not for what it is. */
export function hiddenCharacter(
  character: string,
  kind: 'blank' | 'reordering' | 'unseen',
  { location, more }: Places,
): Diagnostic {
  const code = character.codePointAt(0) ?? 0
  const means = {
    blank: 'looks like a blank and is another character',
    reordering: 'changes the order in which its line is shown: what runs is not what one reads',
    unseen: 'cannot be seen and may be part of a name or a text',
  }
  return {
    code: 'parse/odd-character',
    message: `The character ${characterName(character)} ${means[kind]}${moreOf(more)}.`,
    location,
    hint: `${kind === 'blank' ? 'Type a blank' : 'Delete it'}. Where a text has to hold it, write chr(${code}).`,
  }
}

/** `sign`: what a word processor made the character from. */
export function lookAlike(character: string, sign: string, { location, more }: Places): Diagnostic {
  return {
    code: 'parse/odd-character',
    message: `The character ${characterName(character)} is no ${sign} but part of a name in SQL${moreOf(more)}.`,
    location,
    hint: `Write ${sign} instead. Word processors and web pages replace it.`,
  }
}

function moreOf(more: number): string {
  return more === 0 ? '' : `; ${more} more ${more === 1 ? 'is' : 'are'} in this file`
}

export function undescribed(kind: string, name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'parse/unknown-node',
    message: `A ${kind} "${name}" is described here, but none is defined, so its description and tests have no effect.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

/** A version of a model for which there is no file. */
export function missingVersion(
  { model, version }: { readonly model: string; readonly version: VersionName },
  location: Location,
  file: string,
): Diagnostic {
  return {
    code: 'parse/unknown-node',
    message: `The version ${version} of "${model}" is described here, but no file "${file}.sql" defines it.`,
    location,
    hint: 'Add the file, or name the one that holds it with "defined_in".',
  }
}

export function unknownGroup(name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'parse/unknown-group',
    message:
      known.length === 0
        ? `No group is named "${name}"; the project declares none.`
        : `No group is named "${name}"; the project has ${listed(known.map((each) => `"${each}"`))}.`,
    location,
    hint:
      suggestion === undefined ? 'Declare it under "groups:" in a properties file.' : `Did you mean "${suggestion}"?`,
  }
}

/** `parent.group`: undefined where the private model has none, and nothing may read it. */
export function privateRef(
  parent: { readonly name: string; readonly group: string | undefined; readonly definedAt: Location },
  child: Pick<Node, 'name' | 'type'>,
  location: Location,
): Diagnostic {
  const { name, group, definedAt } = parent
  const kind = child.type === 'unit_test' ? 'unit test' : child.type
  return {
    code: 'parse/private-ref',
    message:
      group === undefined
        ? `"${name}" is private and in no group, so nothing may read it.`
        : `"${name}" is private to the group "${group}", and the ${kind} "${child.name}" is not in it.`,
    location,
    hint:
      group === undefined
        ? `Give "${name}" a group, or set "access: protected" on it.`
        : child.type === 'exposure'
          ? `Set "access: protected" or "public" on "${name}"; an exposure is in no group.`
          : `Read a model that is not private, put "${child.name}" into the group, or set "access: protected" on "${name}".`,
    related: [{ message: `"${name}" is defined here.`, location: definedAt }],
  }
}

/** An item of an exposure's `depends_on`. */
export function noCall(text: string, location: Location): Diagnostic {
  return {
    code: 'parse/wrong-argument',
    message: `"${text}" is not a call of ref() or source().`,
    location,
    hint: `Write ref('${text}') if it is a model.`,
  }
}

export function noMetrics(text: string, location: Location): Diagnostic {
  return { code: 'project/ignored-key', message: `"${text}" has no effect: metrics are not computed.`, location }
}

export function unknownTest(name: string, location: Location, known: readonly string[]): Diagnostic {
  const suggestion = nearest(name, known)
  return {
    code: 'parse/unknown-test',
    message: `No test is named "${name}".`,
    location,
    hint:
      suggestion === undefined
        ? `Write it as {% test ${name}(model, column_name) %} … {% endtest %} in a file of macros.`
        : `Did you mean "${suggestion}"?`,
  }
}

export function wrongTestArguments(name: string, problem: string, location: Location): Diagnostic {
  return { code: 'parse/wrong-argument', message: `The test "${name}" ${problem}.`, location }
}

/** A test that needs a column, and stands beside the columns. */
export function columnTestOfModel(name: string, location: Location): Diagnostic {
  return {
    ...wrongTestArguments(name, 'is a test of a column, and stands below a whole model', location),
    hint: `Indent it below its column, or name that: ${name}: {arguments: {column_name: …}}.`,
  }
}

export function wrongConfig(key: string, problem: string, location: Location): Diagnostic {
  return { code: 'parse/wrong-config', message: `The configuration "${key}" ${problem}.`, location }
}

export function twoLoadedAt(location: Location): Diagnostic {
  return {
    code: 'parse/wrong-config',
    message: '"loaded_at_query" stands beside "loaded_at_field"; one of them tells when rows came.',
    location,
    hint: 'Keep the one that is meant.',
  }
}

/** A source whose rows may not be older than something, and nothing tells how old they are. */
export function noLoadedAt(source: string, location: Location): Diagnostic {
  return {
    code: 'parse/no-loaded-at',
    message: `How old the rows of "${source}" may be is said, and nothing tells how old they are.`,
    location,
    hint: 'Name the column with "loaded_at_field", or take the limits back with "freshness: null".',
  }
}

export function unknownLayer(layer: string, location: Location, layers: readonly string[]): Diagnostic {
  const suggestion = nearest(layer, layers)
  return {
    code: 'parse/wrong-config',
    message: `No layer is named "${layer}"; the project has ${layers.map((name) => `"${name}"`).join(', ')}.`,
    location,
    ...(suggestion !== undefined && { hint: `Did you mean "${suggestion}"?` }),
  }
}

export function unreadableFile(file: string, problem: string): Diagnostic {
  return { code: 'project/unreadable', message: problem, location: { file, start: 0, end: 0 } }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
