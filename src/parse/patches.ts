import { isVersion, versionedName } from '../manifest/version.ts'
import type { ModelProperties, Properties } from '../project/properties.ts'
import type { SourceFile } from '../project/source-files.ts'
import { missingVersion, undescribed } from './diagnostics.ts'
import type { ParseContext, Patch } from './parse-context.ts'
import { baseName } from './parse-model.ts'

/** A file beside what properties say of it. */
export interface PatchedFile {
  readonly file: SourceFile
  readonly patch: Patch | undefined
}

/** Files of models; those of a model with versions are described together. What is described and not there is a warning. */
export function patchedModels(
  files: readonly SourceFile[],
  properties: readonly Properties[],
  context: ParseContext,
): readonly PatchedFile[] {
  const names = new Set(files.map(({ path }) => baseName(path)))
  const patches = new Map<string, Patch>()
  for (const { file, models } of properties) {
    for (const model of models) {
      if (model.versions === undefined) patches.set(model.name, { file, properties: model })
      else for (const [name, patch] of ofVersions(model, file, names, context)) patches.set(name, patch)
    }
  }
  return withPatches(files, 'model', patches, context)
}

export function patchedSeeds(
  files: readonly SourceFile[],
  properties: readonly Properties[],
  context: ParseContext,
): readonly PatchedFile[] {
  const patches = properties.flatMap(({ file, seeds }) =>
    seeds.map((seed) => [seed.name, { file, properties: seed }] as const),
  )
  return withPatches(files, 'seed', new Map(patches), context)
}

/** By the name of the version's file, which for the latest may be the model's own name. */
function ofVersions(
  { name, versions }: ModelProperties,
  file: string,
  names: ReadonlySet<string>,
  context: ParseContext,
): readonly (readonly [string, Patch])[] {
  const { latest, all = [] } = versions ?? {}
  return all.flatMap((properties) => {
    const { value, definedIn, location } = properties
    if (latest === undefined) return []
    const wanted = definedIn?.value ?? versionedName(name, value)
    const found = [wanted, ...(isVersion(value, latest) ? [name] : [])].find((each) => names.has(each))
    if (found === undefined) {
      context.report(missingVersion({ model: name, version: value }, definedIn?.location ?? location, wanted))
      return []
    }
    return [[found, { file, properties, version: { value, latest } }] as const]
  })
}

function withPatches(
  files: readonly SourceFile[],
  kind: string,
  patches: ReadonlyMap<string, Patch>,
  context: ParseContext,
): readonly PatchedFile[] {
  const names = new Set(files.map(({ path }) => baseName(path)))
  for (const [name, { properties }] of patches) {
    if (!names.has(name)) context.report(undescribed(kind, name, properties.location, [...names]))
  }
  return files.map((file) => ({ file, patch: patches.get(baseName(file.path)) }))
}
