/** Notices that a server has gone quiet. It looks only between `waiting` and `served`, not while the reader is slow. */
export interface ProgressWatch {
  waiting(): void
  served(): void
}

export function progressWatch(milliseconds: number, onStall: () => void): ProgressWatch {
  let timer: NodeJS.Timeout | undefined
  return {
    waiting() {
      clearTimeout(timer)
      timer = setTimeout(onStall, milliseconds)
    },
    served() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
