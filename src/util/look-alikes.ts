const quotes = '\u2018\u2019\u201a\u201b\u2032\u00b4\uff07'
const doubleQuotes = '\u201c\u201d\u201e\u201f\u2033\uff02'
const dashes = '\u2010\u2011\u2012\u2013\u2014\u2015\u2212'
const wide = '\uff0c\uff1b\uff08\uff09\uff1d'

/** Signs that word processors and web pages put in the place of those that code is written with. */
export const lookAlikes = `${quotes}${doubleQuotes}${dashes}${wide}`

/** The sign that one of them was meant to be; undefined for every other character. */
export function meantSign(character: string): string | undefined {
  if (quotes.includes(character)) return "'"
  if (doubleQuotes.includes(character)) return '"'
  if (dashes.includes(character)) return '-'
  const at = wide.indexOf(character)
  return at === -1 ? undefined : ',;()='[at]
}
