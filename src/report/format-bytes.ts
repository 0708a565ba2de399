const units = ['kB', 'MB', 'GB', 'TB', 'PB']

/** `812 B`, `41.2 MB`: powers of 1000, as file managers and clouds count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toFixed(1)} ${units[unit]}`
}
