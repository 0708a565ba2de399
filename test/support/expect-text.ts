/** What a command printed, with all that differs from run to run and from machine to machine made the same. */
export function steadyText(printed: string, folder: string): string {
  const replacements: readonly (readonly [RegExp | string, string])[] = [
    [folder, '<project>'],
    [folder.slice(0, folder.lastIndexOf('/')), '<temp>'],
    [/^\d\d:\d\d:\d\d /gm, ''],
    [/\btime=[\d.]+(?:ms|s)\b/g, 'time=…'],
    [/(\bin|·) (?:\d+(?:\.\d+)?) ?(?:ms|s)\b/g, '$1 …'],
    [/\babout \d[\d.]*s\b/g, 'about …'],
    [/("last_seconds": )[\d.]+/g, '$1…'],
    [/ {2}\d+(?:\.\d+)? ?m?s$/gm, '  …'],
    [/\b\d{8}T\d{6}Z-[0-9a-f]{8}\b/g, '<run>'],
    [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
    [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
    [/\b[0-9a-f]{64}\b/g, '<sha256>'],
    [/\bnewest=\S+/g, 'newest=…'],
    [/\bbytes=\d+/g, 'bytes=…'],
    [/\btpchmodel \d+\.\d+\.\d+(?:-\w+)?/g, 'tpchmodel <version>'],
    [/[ \t]+$/gm, ''],
  ]
  return replacements.reduce((left, [found, steady]) => left.replaceAll(found, steady), printed)
}
