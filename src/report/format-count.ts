/** `1,500,000` */
export function formatCount(count: number | bigint): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `812`, `3.66M`, `1.20B`: at a glance, for something that still grows. */
export function formatRoughly(count: number): string {
  if (count < 10_000) return formatCount(count)
  const [unit, size] = count < 1e6 ? (['k', 1e3] as const) : count < 1e9 ? (['M', 1e6] as const) : (['B', 1e9] as const)
  const value = count / size
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)}${unit}`
}

/** `1 error`, `2 errors`; `plurals` where an `s` is not enough. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${formatCount(count)} ${count === 1 ? word : words}`
}
