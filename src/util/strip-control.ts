// An escape sequence: CSI (colors, cursor), a string such as OSC (titles, links, clipboard) up to its end, or a short one.
const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g
// Control characters except tab and line feed.
const controls =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
// Marks that turn the direction of text; characters nobody sees.
const invisible =
  /[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/**
 * A text from outside, safe to print: without escape sequences and control characters; marks that reorder what a reader
 * sees and characters nobody sees are shown as `<U+202E>`, lone halves of characters replaced. Tabs and line feeds stay.
 */
export function stripControl(text: string): string {
  return text
    .replace(escapes, '')
    .replace(controls, '')
    .replace(invisible, codePoint)
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** `<U+202E>` */
export function codePoint(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}

/** The same on one line: what would end or move the line is a blank. */
export function oneLine(text: string): string {
  return stripControl(text.replace(/\r\n|[\r\n\t\u2028\u2029\u0085]/g, ' '))
}
