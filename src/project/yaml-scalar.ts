const nothing = new Set(['', '~', 'null', 'Null', 'NULL'])
const truths = new Map(
  [
    ['true', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['no', false],
    ['off', false],
  ].flatMap(([word, value]) => {
    const lower = String(word)
    const title = lower.slice(0, 1).toUpperCase() + lower.slice(1)
    return [lower, title, lower.toUpperCase()].map((spelling) => [spelling, value === true] as const)
  }),
)
const decimal = /^[-+]?(?:0|[1-9][0-9_]*)$/
const octal = /^([-+]?)0([0-7_]+)$/
const hexadecimal = /^([-+]?)0x([0-9a-fA-F_]+)$/
const binary = /^([-+]?)0b([01_]+)$/
const float = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/
const mayBeNumber = /^[-+.0-9]/

/**
 * What a word without quotes means, by the rules of YAML 1.1 as Python's loader (and so dbt) applies them: `yes`, `no`,
 * `on` and `off` are true and false, `0755` is octal, `1e3` is text because it has no point.
 *
 * Apart from these: dates, times and infinities stay the text that was written, and so do integers that a JavaScript
 * number cannot hold, so that no digit is lost.
 */
export function resolveScalar(text: string): string | number | boolean | null {
  if (nothing.has(text)) return null
  const truth = truths.get(text)
  if (truth !== undefined) return truth
  return mayBeNumber.test(text) ? resolveNumber(text) : text
}

function resolveNumber(text: string): string | number {
  const digits = text.replaceAll('_', '')
  if (decimal.test(text)) return safe(Number(digits), text)
  if (float.test(text)) return finite(Number(digits), text)
  for (const [pattern, radix] of [
    [octal, 8],
    [hexadecimal, 16],
    [binary, 2],
  ] as const) {
    const [, sign, value] = pattern.exec(digits) ?? []
    if (value !== undefined) return safe((sign === '-' ? -1 : 1) * Number.parseInt(value, radix), text)
  }
  return text
}

function safe(value: number, text: string): string | number {
  return Number.isSafeInteger(value) ? value : text
}

function finite(value: number, text: string): string | number {
  return Number.isFinite(value) ? value : text
}
