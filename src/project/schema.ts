import type { Json } from '../util/json.ts'
import type { Secret } from '../util/secret.ts'
import type { Located } from './located.ts'
import type { ReadContext } from './render-node.ts'
import type { YamlNode } from './yaml-node.ts'

declare const output: unique symbol

/**
 * What a value of a YAML file may be, as data: `readValue` checks files against it, and editors' JSON Schemas can be
 * printed from it. `T` is the type of the value that reading gives.
 */
export type Schema<T> = Definition & { readonly [output]?: T }

interface Described {
  /** For people who write the file. */
  readonly description: string
}

export interface TextDefinition extends Described {
  readonly type: 'text'
  /** Templates are left as they stand, for a later stage to render. */
  readonly raw: boolean
  /** A number without quotes is taken as the text that was written. */
  readonly numbers: boolean
  readonly pattern?: Pattern
}

/** What a text must look like: a regular expression for all of it, and the words for that. */
export interface Pattern {
  readonly regex: string
  readonly expected: string
}

interface NumberDefinition extends Described {
  readonly type: 'integer' | 'number'
  readonly minimum?: number
}

export interface ChoiceDefinition extends Described {
  readonly type: 'choice'
  readonly values: readonly string[]
  /** Other words, and the value each is read as. */
  readonly synonyms: Readonly<Record<string, string>>
  /** In a project of dbt any other word is kept as it is written: macros may give it a meaning. */
  readonly open?: true
}

export interface ObjectDefinition extends Described {
  readonly type: 'object'
  readonly keys: Readonly<Record<string, Key<unknown>>>
  readonly requiredKeys: readonly string[]
  /** What to do about a key that is not known and resembles none. */
  readonly advice?: string
}

export interface ListDefinition extends Described {
  readonly type: 'list'
  readonly item: Schema<unknown>
  /** One item may stand for a list of one. */
  readonly orOne: boolean
  /** No item may stand in it twice. */
  readonly unique: boolean
}

export interface TaggedDefinition extends Described {
  readonly type: 'tagged'
  /** The key whose value tells which of the variants it is. */
  readonly key: string
  readonly variants: Readonly<Record<string, Schema<unknown>>>
}

export type Definition =
  | TextDefinition
  | NumberDefinition
  | ChoiceDefinition
  | ObjectDefinition
  | TaggedDefinition
  | (Described & { readonly type: 'boolean' })
  | (Described & { readonly type: 'secret' })
  | ListDefinition
  | (Described & { readonly type: 'map'; readonly value: Schema<unknown> })
  | (Described & { readonly type: 'either'; readonly options: readonly Schema<unknown>[] })
  | (Described & { readonly type: 'json'; readonly raw: boolean })
  | (Described & { readonly type: 'located'; readonly inner: Schema<unknown> })
  | CustomDefinition

/** What needs a reader of its own. */
interface CustomDefinition extends Described {
  readonly type: 'custom'
  /** Reports what is wrong, and renders what is to be rendered. */
  readonly read: (node: YamlNode, context: ReadContext) => unknown
  /** What it takes, as far as a definition can say it; left out: anything. */
  readonly shape?: Shape
}

/** Folders in folders, with configuration in each: `+key: value`, or `key: value` where the value is no mapping. */
export interface TreeDefinition extends Described {
  readonly type: 'tree'
  /** Tells it from other trees of the same file. */
  readonly name: string
  readonly keys: Readonly<Record<string, Key<unknown>>>
}

/** What may contain itself, under a name of its own in the file. */
interface NamedDefinition extends Described {
  readonly type: 'named'
  readonly name: string
  readonly of: () => Shape
}

/** A mapping of one key. */
interface SingleDefinition extends Described {
  readonly type: 'single'
  readonly key: Pattern
  readonly value: Schema<unknown>
}

/** What a value may be, for those who only want to know. */
export type Shape = Definition | TreeDefinition | NamedDefinition | SingleDefinition

export interface Key<T> {
  readonly schema: Schema<T>
  readonly required?: boolean
  /** Other names; `true` for those that are only read for old files' sake, with a warning. */
  readonly aliases?: Readonly<Record<string, boolean>>
  /** dbt has no such key. */
  readonly own?: true
  /** Why a value other than `false` or nothing has no effect; goes on from "has no effect:". */
  readonly noEffect?: string
  /** An empty value says something and is read, as `null` where the schema has no reader of its own for it. */
  readonly nullable?: boolean
}

/** The type of the values that a schema reads. */
export type ValueOf<S> = S extends { readonly [output]?: infer T } ? Exclude<T, undefined> : never

type Keys = Readonly<Record<string, Key<unknown>>>
type Flat<T> = { readonly [K in keyof T]: T[K] }

export type ObjectOf<K extends Keys> = Flat<
  { readonly [N in keyof K as K[N] extends { readonly required: true } ? N : never]: ValueOf<K[N]['schema']> } & {
    readonly [N in keyof K as K[N] extends { readonly required: true } ? never : N]?: ValueOf<K[N]['schema']>
  }
>

/** Text. `raw`: with its templates; `numbers`: a number is read as it was written. */
export function text(
  description: string,
  options: { readonly raw?: boolean; readonly numbers?: boolean; readonly pattern?: Pattern } = {},
): Schema<string> {
  return { type: 'text', description, raw: false, numbers: false, ...options }
}

export function integer(description: string, minimum?: number): Schema<number> {
  return { type: 'integer', description, ...(minimum !== undefined && { minimum }) }
}

export function number(description: string, minimum?: number): Schema<number> {
  return { type: 'number', description, ...(minimum !== undefined && { minimum }) }
}

export function boolean(description: string): Schema<boolean> {
  return { type: 'boolean', description }
}

/** A credential: text or a number; never repeated in a message. */
export function secret(description: string): Schema<Secret> {
  return { type: 'secret', description }
}

/** One of some words, in any case; read in the spelling given here. */
export function choice<const V extends string>(
  description: string,
  values: readonly V[],
  synonyms: Readonly<Record<string, NoInfer<V>>> = {},
): Schema<V> {
  return { type: 'choice', description, values, synonyms }
}

/** One of some words, or in a project of dbt a word that macros give a meaning. */
export function openChoice(description: string, values: readonly string[]): Schema<string> {
  return { type: 'choice', description, values, synonyms: {}, open: true }
}

export function list<T>(
  description: string,
  item: Schema<T>,
  { unique = false }: { readonly unique?: boolean } = {},
): Schema<readonly T[]> {
  return { type: 'list', description, item, orOne: false, unique }
}

/** A list, or one item that stands for a list of one. */
export function oneOrList<T>(description: string, item: Schema<T>): Schema<readonly T[]> {
  return { type: 'list', description, item, orOne: true, unique: false }
}

/** A mapping whose keys the author chooses. */
export function map<T>(description: string, value: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return { type: 'map', description, value }
}

/** A mapping of known keys. */
export function object<const K extends Keys>(description: string, keys: K, advice?: string): Schema<ObjectOf<K>> {
  const requiredKeys = Object.keys(keys).filter((key) => keys[key]?.required === true)
  return { type: 'object', description, keys, requiredKeys, ...(advice !== undefined && { advice }) }
}

/** A mapping of which one key tells what the others are. */
export function tagged<V extends Readonly<Record<string, Schema<unknown>>>>(
  description: string,
  key: string,
  variants: V,
): Schema<ValueOf<V[keyof V]>> {
  return { type: 'tagged', description, key, variants }
}

/** The first option that fits the kind of value (text, list, mapping …) that stands there. */
export function either<T>(description: string, ...options: readonly Schema<T>[]): Schema<T> {
  return { type: 'either', description, options }
}

/** Anything. `raw`: with its templates. */
export function json(description: string, { raw = false }: { readonly raw?: boolean } = {}): Schema<Json> {
  return { type: 'json', description, raw }
}

/** The value together with its place. */
export function located<T>(inner: Schema<T>): Schema<Located<T>> {
  return { type: 'located', description: inner.description, inner }
}

/** A value with a reader of its own. `shape`: what it takes, for those who only want to know. */
export function custom<T>(
  description: string,
  read: (node: YamlNode, context: ReadContext) => T,
  shape?: Shape,
): Schema<T> {
  return { type: 'custom', description, read, ...(shape !== undefined && { shape }) }
}

export function optional<T>(schema: Schema<T>): { readonly schema: Schema<T> } {
  return { schema }
}

/** A key whose empty value is not the same as none. */
export function nullable<T>(schema: Schema<T>): { readonly schema: Schema<T | null>; readonly nullable: true } {
  return { schema, nullable: true }
}

export function required<T>(schema: Schema<T>): { readonly schema: Schema<T>; readonly required: true } {
  return { schema, required: true }
}

/** A key that is accepted and does nothing. */
export function inert<T>(
  schema: Schema<T>,
  noEffect: string,
): { readonly schema: Schema<T>; readonly noEffect: string } {
  return { schema, noEffect }
}

/** A key that dbt does not have. */
export function own<K extends Key<unknown>>(key: K): K & { readonly own: true } {
  return { ...key, own: true }
}
