/** The end of an exhaustive `switch`: the compiler refuses a member that was not handled. */
export function unreachable(value: never): never {
  throw new Error(`Internal error: unexpected value ${JSON.stringify(value)}`)
}
