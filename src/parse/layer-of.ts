/** A model's layer: its `layer` config, else a tag, else a folder that is named like one. */
export function layerOf(
  layers: readonly string[],
  {
    configured,
    tags,
    folders,
  }: {
    readonly configured: string | undefined
    readonly tags: readonly string[]
    readonly folders: readonly string[]
  },
): string | undefined {
  if (configured !== undefined) return configured
  return layers.find((layer) => tags.includes(layer)) ?? folders.find((folder) => layers.includes(folder))
}
