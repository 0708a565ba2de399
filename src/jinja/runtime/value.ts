import type { Location } from '../../diagnostics/location.ts'
import type { Span } from '../source-map.ts'

/** The mark of a value that only the engine makes, so that nothing of the author's data can pass for one. */
export const kind = Symbol('kind')

/**
 * A value of a template, with Python's types.
 *
 * None is null, what is not defined is `undefined`, int is a safe integer or a bigint beyond, a float without a
 * fraction is a `Float` and every other float a number, str is a string or a `Text`, and a list is an array.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | Value[]
  | Float
  | Decimal
  | Text
  | Tuple
  | Dict
  | SetValue
  | Iterator
  | FunctionValue
  | ObjectValue

/** A float whose value is a whole number: `2.0`. */
export interface Float {
  readonly [kind]: 'float'
  readonly value: number
}

/** An exact decimal: `digits` × 10^-`scale`. */
export interface Decimal {
  readonly [kind]: 'decimal'
  readonly digits: bigint
  readonly scale: number
}

/** Text that knows which places of the author's files its characters come from. Containers never hold it. */
export interface Text {
  readonly [kind]: 'text'
  readonly text: string
  readonly spans: readonly Span[]
}

export interface Tuple {
  readonly [kind]: 'tuple'
  readonly items: readonly Value[]
  /** Names of its members, for tuples that have them. */
  readonly names?: readonly string[]
}

export interface Entry {
  readonly key: Value
  value: Value
}

/** A dict: entries by the hash of their key, in the order of insertion. */
export interface Dict {
  readonly [kind]: 'dict'
  /** What becomes the entries at the first look. */
  pending: (() => Iterable<readonly [unknown, Entry]>) | undefined
  readonly entries: Map<unknown, Entry>
}

/** A set: members by their hash. */
export interface SetValue {
  readonly [kind]: 'set'
  readonly members: Map<unknown, Value>
}

/** Something to loop over that is no list: a range, the keys of a dict, what `map` gives. */
export interface Iterator {
  readonly [kind]: 'iterator'
  /** `range`, `dict_keys`, `generator`: as Python names it. */
  readonly name: string
  /** How many items there are, if that is known without looking. */
  readonly length?: number
  /** How it prints. Without it as `<generator object>`. */
  readonly print?: () => string
  /** The item at an index, for what has one. */
  readonly at?: (index: number) => Value
  /** Whether an item is in it, where that is known without looking at all. */
  readonly has?: (item: Value) => boolean
  iterate(): Iterable<Value>
}

/** What a function of a template gets. */
export interface CallArguments {
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
  /** Where the call stands. */
  readonly location: Location
}

export interface FunctionValue {
  readonly [kind]: 'function'
  readonly name: string
  call(args: CallArguments): Value
}

/** A value with listed members and nothing else. */
export interface ObjectValue {
  readonly [kind]: 'object'
  /** The name of its Python type, for messages. */
  readonly type: string
  /** The member of this name; `undefined` where there is none. */
  get(name: string): Value
  names(): Iterable<string>
  readonly set?: (name: string, value: Value) => void
  readonly text?: () => string
  /** How it prints inside of a list. Default: as its text. */
  readonly repr?: () => string
  readonly call?: (args: CallArguments) => Value
  /** What makes two of them equal, and one a key: a text or number, or the object itself. */
  readonly identity?: () => unknown
  readonly truth?: () => boolean
  /** Whether it passes for a dict in `is mapping`. */
  readonly mapping?: boolean
  readonly length?: () => number
  readonly item?: (index: Value) => Value
  readonly iterate?: () => Iterable<Value>
  /** Order and arithmetic, for dates and the like. */
  readonly operators?: Operators
}

/** What an object answers to operators; `undefined` means "not with such an operand". */
export interface Operators {
  readonly compare?: (other: Value) => number | undefined
  readonly add?: (other: Value) => Value
  readonly subtract?: (other: Value) => Value
  readonly multiply?: (other: Value) => Value
  readonly divide?: (other: Value) => Value
  readonly floorDivide?: (other: Value) => Value
  readonly negate?: () => Value
}

export type Boxed = Exclude<Value, undefined | null | boolean | number | bigint | string | Value[]>

/** The kind of a value that the engine made, or `undefined` for everything else. */
export function kindOf(value: unknown): Boxed[typeof kind] | undefined {
  // Only this module's symbol is looked up, which no data of an author can have.
  return typeof value === 'object' && value !== null ? (value as Partial<Boxed>)[kind] : undefined
}

function isKind<K extends Boxed[typeof kind]>(
  value: unknown,
  name: K,
): value is Extract<Boxed, { readonly [kind]: K }> {
  return kindOf(value) === name
}

export const isFloatBox = (value: unknown): value is Float => isKind(value, 'float')
export const isDecimal = (value: unknown): value is Decimal => isKind(value, 'decimal')
export const isText = (value: unknown): value is Text => isKind(value, 'text')
export const isTuple = (value: unknown): value is Tuple => isKind(value, 'tuple')
export const isDict = (value: unknown): value is Dict => isKind(value, 'dict')
export const isSet = (value: unknown): value is SetValue => isKind(value, 'set')
export const isIterator = (value: unknown): value is Iterator => isKind(value, 'iterator')
export const isFunction = (value: unknown): value is FunctionValue => isKind(value, 'function')
export const isObject = (value: unknown): value is ObjectValue => isKind(value, 'object')

/** A float. */
export function float(value: number): Value {
  return Number.isInteger(value) ? { [kind]: 'float', value } : value
}

/** An int of any size. */
export function int(value: bigint): Value {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

export function tuple(items: readonly Value[], names?: readonly string[]): Tuple {
  return names === undefined ? { [kind]: 'tuple', items } : { [kind]: 'tuple', items, names }
}

export function iterator(
  name: string,
  iterate: () => Iterable<Value>,
  known: Pick<Iterator, 'length' | 'print' | 'has' | 'at'> = {},
): Iterator {
  return { [kind]: 'iterator', name, iterate, ...known }
}

export function functionValue(name: string, call: (args: CallArguments) => Value): FunctionValue {
  return { [kind]: 'function', name, call }
}

/** A text without its origins; every other value as it is. */
export function plain(value: Value): Value {
  return isText(value) ? value.text : value
}

/** The characters of a str, or `undefined` for every other value. */
export function stringOf(value: Value): string | undefined {
  if (typeof value === 'string') return value
  return isText(value) ? value.text : undefined
}

/** What Python calls the type of a value, for messages. */
export function typeName(value: Value): string {
  if (value === null) return 'None'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'undefined':
      return 'undefined'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    case 'string':
      return 'str'
    default:
      return boxedName(value)
  }
}

/** The type of a value at the start of a sentence: `An int`, `A list`. */
export function anyOf(value: Value): string {
  if (value === undefined) return 'A value that is not defined'
  const name = typeName(value)
  if (value === null) return name
  return `${/^[aeiou]/i.test(name) ? 'An' : 'A'} ${name}`
}

function boxedName(value: Boxed): string {
  switch (value[kind]) {
    case 'text':
      return 'str'
    case 'object':
      return value.type
    case 'iterator':
      return value.name
    default:
      return value[kind]
  }
}
