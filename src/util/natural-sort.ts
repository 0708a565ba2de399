const zero = 48
const nine = 57

/**
 * The order of names for people and files: `a2` before `a10`, otherwise by character code. The same on every machine,
 * whatever its language. For `sort`: negative when `a` comes first, zero only for equal texts.
 */
export function naturalOrder(a: string, b: string): number {
  let atA = 0
  let atB = 0
  while (atA < a.length && atB < b.length) {
    const isNumber = isDigit(a, atA) && isDigit(b, atB)
    const order = isNumber ? compareNumbers(a, atA, b, atB) : a.charCodeAt(atA) - b.charCodeAt(atB)
    if (order !== 0) return order
    atA = isNumber ? endOfNumber(a, atA) : atA + 1
    atB = isNumber ? endOfNumber(b, atB) : atB + 1
  }
  return a.length - atA - (b.length - atB) || compareTexts(a, b)
}

/** By value; 0 also for numbers that differ only in leading zeros. */
function compareNumbers(a: string, atA: number, b: string, atB: number): number {
  const numberA = a.slice(startOfValue(a, atA), endOfNumber(a, atA))
  const numberB = b.slice(startOfValue(b, atB), endOfNumber(b, atB))
  return numberA.length - numberB.length || compareTexts(numberA, numberB)
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function startOfValue(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === zero) at += 1
  return at
}

function endOfNumber(text: string, from: number): number {
  let at = from
  while (isDigit(text, at)) at += 1
  return at
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= zero && code <= nine
}
