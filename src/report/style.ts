export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'

const codes: Readonly<Record<Color, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

export type Paint = (text: string, ...colors: readonly Color[]) => string

/** Colors a text, or leaves it as it is where colors are off. An empty text stays empty. */
export function painter(color: boolean): Paint {
  return (text, ...colors) => {
    if (!color || text === '') return text
    const on = colors.map((name) => `\u001b[${codes[name][0]}m`).join('')
    const off = colors
      .map((name) => `\u001b[${codes[name][1]}m`)
      .reverse()
      .join('')
    return on + text + off
  }
}
