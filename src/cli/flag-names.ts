import type { Flag } from './flags.ts'

/** `full-refresh` of `-f, --full-refresh`; `color` of `--no-color`. */
export function longName({ flags }: Pick<Flag, 'flags'>): string {
  return (/--(?:no-)?([\w-]+)/.exec(flags)?.[1] ?? flags).trim()
}

/** `fullRefresh`: the field of `Flags`, as commander names it. */
export function fieldOf(name: string): string {
  return name.replace(/^no-/, '').replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())
}

/** Whether a flag takes no value: on or off. */
export function isSwitch({ flags }: Flag): boolean {
  return !flags.includes('<')
}

/** The environment variables that say the same as a flag; the first that is set counts. */
export function twinsOf(flag: Flag): readonly string[] {
  const own = `TPCHMODEL_${longName(flag).replaceAll('-', '_').toUpperCase()}`
  return flag.dbt === undefined ? [own] : [own, `DBT_ENGINE_${flag.dbt}`, `DBT_${flag.dbt}`]
}
