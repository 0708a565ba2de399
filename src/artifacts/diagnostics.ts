import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** `reason`: the system's own words. */
export function unwritable(path: string, reason: string): Diagnostic {
  return {
    code: 'artifact/unwritable',
    message: `"${path}" cannot be written: ${reason}.`,
    hint: 'Make the folder writable and its disk not full, or set "target-path" to another folder.',
  }
}

export function missingArtifact(path: string): Diagnostic {
  return {
    code: 'artifact/missing',
    message: `There is no "${path}", which every run leaves behind.`,
    hint: 'Run "tpchmodel build" first, or name the folder of an earlier run with --state.',
  }
}

/** No `sources.json`. */
export function missingFreshness(path: string): Diagnostic {
  return {
    code: 'artifact/missing',
    message: `There is no "${path}", which "tpchmodel source freshness" writes.`,
    hint: 'Run it, keep its sources.json in another folder, run it again later, and name that folder with --state.',
  }
}

/** `reason` goes on from the file: `it is not well-formed JSON`. */
export function brokenArtifact(path: string, reason: string): Diagnostic {
  return {
    code: 'artifact/unreadable',
    message: `"${path}" cannot be used: ${reason}.`,
    hint: 'Remove it, and run again what it came from.',
  }
}

/** A command whose artifact is there, and which has no parts that could be done again. */
export function notRetried(path: string, command: string): Diagnostic {
  return {
    code: 'artifact/unreadable',
    message: `"${path}" is of "${command}", which cannot be retried in parts.`,
    hint: `Run it again: tpchmodel ${command}`,
  }
}
