import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** An environment variable whose value its flag does not take. */
export function unreadableTwin(
  name: string,
  text: string,
  { flag, expected }: { readonly flag: string; readonly expected: string },
): Diagnostic {
  return {
    code: 'cli/usage',
    message: `The environment variable ${name}, which stands for ${flag}, is "${text}"; ${expected} is expected.`,
    hint: `Correct it, or give ${flag}, which is stronger.`,
  }
}

/** A flag of dbt that there is no counterpart for. */
export function unusableFlag(name: string, reason: string): Diagnostic {
  return {
    code: 'cli/usage',
    message: `dbt's --${name} has no counterpart here. ${reason}`,
    hint: 'Leave it out.',
  }
}

/** The YAML of a flag that cannot be used. `problem` is a sentence. */
export function unusableYaml(
  flag: string,
  text: string,
  { problem, hint }: { readonly problem: string; readonly hint?: string | undefined },
): Diagnostic {
  return {
    code: 'cli/usage',
    message: problem,
    location: { file: flag, start: 0, end: text.length },
    ...(hint !== undefined && { hint }),
  }
}

/** Two flags that say different things about the same. */
export function notTogether(one: string, other: string): Diagnostic {
  return { code: 'cli/usage', message: `${one} and ${other} cannot be given together.`, hint: `Keep ${other} only.` }
}

export function unknownShell(shell: string, known: readonly string[]): Diagnostic {
  return {
    code: 'cli/usage',
    message: `There is no completion for "${shell}"; there is one for ${known.join(', ')}.`,
    hint: 'For bash: source <(tpchmodel completion bash)',
  }
}
