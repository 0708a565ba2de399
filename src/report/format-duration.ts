/** `0.04s`, `2.31s`, `14.2s`, `187.3s`: one unit, without blanks, for lines that programs read. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(seconds < 9.995 ? 2 : 1)}s`
}

/** The same for people: from a minute on `3m 07s`, from an hour on `1h 02m`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return formatSeconds(seconds)
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`
}

/** The same with milliseconds below a second: `12 ms`. */
export function formatMoment(seconds: number): string {
  return seconds < 0.9995 ? `${Math.round(seconds * 1000)} ms` : formatDuration(seconds)
}

/** `7s`, `3m 07s`: whole seconds, for something that is still going on. */
export function formatElapsed(seconds: number): string {
  const whole = Math.floor(seconds)
  return whole < 60 ? `${whole}s` : formatDuration(whole)
}

/** `just now`, `2 min ago`, `5 h ago`, `3 days ago`. */
export function formatAge(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.floor(hours / 24)
  return days === 1 ? '1 day ago' : `${days} days ago`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
