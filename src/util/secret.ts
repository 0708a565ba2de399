import { inspect } from 'node:util'

/** A password or key. Shows as `***` in text, JSON and logs; `reveal()` is for the line that opens the connection. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}
