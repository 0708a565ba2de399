import { ReturnSignal, wrong } from './failure.ts'
import { functionValue } from './value.ts'

/** `return(value)` where it is not compiled to JavaScript's own: in a call block, in an expression. */
export const returnFunction = functionValue('return', ({ positional, named }) => {
  if (positional.length !== 1 || named.size > 0) throw wrong('"return" takes one value.')
  throw new ReturnSignal(positional[0])
})
