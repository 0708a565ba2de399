import type { ExposureNode, Fixture, Owner, UnitTestNode } from '../manifest/node.ts'
import type { JsonObject } from '../util/json.ts'
import { configOf, type Described, described } from './described.ts'
import { missingOwner, unusableFixture, wrongValue } from './diagnostics.ts'
import type { Located } from './located.ts'
import type { ConfigLevel } from './merge-config.ts'
import type { propertiesSchema } from './properties-schema.ts'
import type { ReadContext } from './render-node.ts'
import type { ValueOf } from './schema.ts'

/** An entry below `exposures:`. */
export interface ExposureProperties
  extends Described,
    Pick<ExposureNode, 'kind' | 'owner' | 'label' | 'maturity' | 'url'> {
  readonly config: ConfigLevel
  /** Calls of `ref()` and `source()`. */
  readonly dependsOn: readonly Located<string>[]
}

/** An entry below `groups:`. */
export interface GroupProperties extends Described {
  readonly owner: Owner
  readonly meta: JsonObject
}

/** An entry below `unit_tests:`. */
export interface UnitTestProperties
  extends Described,
    Pick<UnitTestNode, 'given' | 'expect' | 'overrides' | 'versions'> {
  readonly config: ConfigLevel
  readonly model: Located<string>
}

/** What a properties file declares, beside what it says of files. */
export interface Declared {
  readonly exposures: readonly ExposureProperties[]
  readonly groups: readonly GroupProperties[]
  readonly unitTests: readonly UnitTestProperties[]
}

type Keys = ValueOf<typeof propertiesSchema>
type ItemOf<L> = L extends readonly (infer T)[] ? T : never
type ExposureKeys = ItemOf<NonNullable<Keys['exposures']>>
type GroupKeys = ItemOf<NonNullable<Keys['groups']>>
type UnitTestKeys = ItemOf<NonNullable<Keys['unit_tests']>>
type FixtureKeys = UnitTestKeys['expect']

/** The exposures, groups and unit tests of a properties file. */
export function declared(keys: Pick<Keys, 'exposures' | 'groups' | 'unit_tests'>, context: ReadContext): Declared {
  return {
    exposures: (keys.exposures ?? []).map((entry) => exposureProperties(entry, context)),
    groups: (keys.groups ?? []).map((entry) => groupProperties(entry, context)),
    unitTests: (keys.unit_tests ?? []).map((entry) => unitTestProperties(entry, context)),
  }
}

function exposureProperties(entry: ExposureKeys, context: ReadContext): ExposureProperties {
  const { type, label, maturity, url } = entry
  return {
    ...described(entry),
    config: configOf(entry),
    kind: type,
    owner: ownerOf(`The exposure "${entry.name.value}"`, entry.owner, context),
    ...(label !== undefined && { label }),
    ...(maturity !== undefined && { maturity }),
    ...(url !== undefined && { url }),
    dependsOn: entry.depends_on ?? [],
  }
}

function groupProperties(entry: GroupKeys, context: ReadContext): GroupProperties {
  return {
    ...described(entry),
    owner: ownerOf(`The group "${entry.name.value}"`, entry.owner, context),
    meta: entry.config?.meta ?? {},
  }
}

function ownerOf(what: string, { value, location }: Located<Owner>, { report }: ReadContext): Owner {
  if (value['name'] === undefined && value['email'] === undefined) report(missingOwner(what, location))
  return value
}

function unitTestProperties(entry: UnitTestKeys, context: ReadContext): UnitTestProperties {
  const { name, overrides, versions } = entry
  const fixture = (keys: FixtureKeys) => fixtureOf(keys, name, context)
  if (versions?.value.include !== undefined && versions.value.exclude !== undefined) {
    const place = { location: versions.location, hint: 'Keep one of them.' }
    context.report(wrongValue('"versions"', 'has both "include" and "exclude"', place))
  }
  return {
    ...described(entry),
    config: configOf(entry),
    model: entry.model,
    given: entry.given.map(({ input, ...keys }) => ({ input, ...fixture(keys) })),
    expect: fixture(entry.expect),
    ...(overrides !== undefined && { overrides: { macros: {}, vars: {}, env_vars: {}, ...overrides } }),
    ...(versions !== undefined && { versions: { include: null, exclude: null, ...versions.value } }),
  }
}

function fixtureOf(
  { rows, format = 'dict', fixture }: FixtureKeys,
  test: Located<string>,
  { report }: ReadContext,
): Fixture {
  const isList = Array.isArray(rows)
  const problem =
    rows !== undefined && isList !== (format === 'dict')
      ? `are ${isList ? 'a list' : 'text'}, and its format is "${format}"`
      : rows === undefined && fixture === undefined && format !== 'dict'
        ? `are missing; its format "${format}" needs them, or a "fixture"`
        : undefined
  if (problem !== undefined) report(unusableFixture(test.value, problem, test.location))
  return { format, ...(rows !== undefined && { rows }), ...(fixture !== undefined && { fixture }) }
}
