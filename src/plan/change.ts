import type { TableEntry, VersionInputs } from '../environments/pointer.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { NodeId } from '../manifest/node-id.ts'

/** Why a run builds a node, or cannot know before it runs whether it has to. */
export type Reason =
  | { readonly type: 'never-built' }
  /** `from`: the key it was shown under. */
  | { readonly type: 'moved'; readonly from: string }
  /** The model's own text, or the seed's file. */
  | { readonly type: 'code' }
  /** The text is the same and its SQL is not. `names`: what it asks the environment and the project for. */
  | { readonly type: 'rendered'; readonly names: readonly string[] }
  | { readonly type: 'config' }
  | { readonly type: 'engine'; readonly from: string; readonly to: string }
  /** None named: it is another version since, of something that the run does not build. */
  | { readonly type: 'upstream'; readonly parents: readonly NodeId[] }
  /** It was built before reasons were kept. */
  | { readonly type: 'changed' }
  | { readonly type: 'forced' }
  /** Rows that nobody keeps versions of. */
  | { readonly type: 'source'; readonly sources: readonly NodeId[] }
  /** `now()` and its like. */
  | { readonly type: 'volatile' }
  | { readonly type: 'no-versions' }

export interface ColumnChange {
  readonly name: string
  /** Undefined for a new column. */
  readonly from: string | undefined
  /** Undefined for one that is gone. */
  readonly to: string | undefined
}

/** What a run does with a model or seed. */
export interface Change {
  readonly id: NodeId
  /**
   * `show`: a version that exists is shown. `look`: its rows are read to know whether they changed. `follow`: built anew only
   * where what it reads has changed.
   */
  readonly action: 'create' | 'rebuild' | 'show' | 'keep' | 'look' | 'follow'
  readonly reasons: readonly Reason[]
  /** Undefined where the new columns are not known before the run. */
  readonly columns?: readonly ColumnChange[]
  /** How long building what is shown took. */
  readonly seconds?: number
}

export interface ChangeFacts {
  readonly id: NodeId
  /** What the environment shows of it. */
  readonly shown: TableEntry | undefined
  /** The key that it is shown under, where that is another than it will be. */
  readonly movedFrom: string | undefined
  readonly forced: boolean
  /** Whether the lake keeps versions of it. */
  readonly keepsVersions: boolean
  /** Undefined where the SQL is known only when the run comes to it. */
  readonly inputs: VersionInputs | undefined
  /** What its template asks for: `env_var('REGION')`. */
  readonly asks: readonly string[]
  /** The version's name; undefined where the rows are part of it. */
  readonly expected: Fingerprint | undefined
  /** Whether a version of that name exists. */
  readonly exists: boolean
  /** What the run does with what it reads. */
  readonly parents: readonly Change[]
  /** What it reads that no versions are kept of. */
  readonly sources: readonly NodeId[]
  readonly isVolatile: boolean
  readonly isSeed: boolean
}

type Decide = (action: Change['action'], ...reasons: readonly Reason[]) => Change

/** Decides what becomes of a node, from what is known before a run. */
export function changeOf(facts: ChangeFacts): Change {
  const { id, shown, forced, keepsVersions } = facts
  const seconds = shown?.seconds === undefined ? {} : { seconds: shown.seconds }
  const decide: Decide = (action, ...reasons) => ({ id, action, reasons, ...seconds })
  if (!keepsVersions) return decide('rebuild', { type: 'no-versions' })
  if (forced) return decide(shown === undefined ? 'create' : 'rebuild', { type: 'forced' })
  return shown === undefined ? firstTime(facts, decide) : again(shown, facts, decide)
}

function firstTime({ movedFrom, exists }: ChangeFacts, decide: Decide): Change {
  const reason: Reason = movedFrom === undefined ? { type: 'never-built' } : { type: 'moved', from: movedFrom }
  return decide(exists ? 'show' : 'create', reason)
}

function again(shown: TableEntry, facts: ChangeFacts, decide: Decide): Change {
  const own = ownReasons(shown.inputs, facts)
  const upstream = changedParents(facts)
  if (upstream.length > 0) return decide('rebuild', ...own, { type: 'upstream', parents: upstream })
  if (own.length > 0) return decide(facts.exists ? 'show' : 'rebuild', ...own)
  const open = facts.parents.filter(({ action }) => action === 'look' || action === 'follow').map((parent) => parent.id)
  if (open.length > 0) return decide('follow', { type: 'upstream', parents: open })
  return withSameInputs(shown, facts, decide)
}

/** A node whose own inputs are the same as far as they are known, and whose parents stay as they are. */
function withSameInputs(
  shown: TableEntry,
  { expected, exists, sources, isVolatile, isSeed, inputs }: ChangeFacts,
  change: Decide,
): Change {
  if (isSeed) return shown.inputs === undefined ? change('look', { type: 'code' }) : change('keep')
  if (expected === undefined) {
    const volatile: readonly Reason[] = isVolatile ? [{ type: 'volatile' }] : []
    return change('look', ...volatile, ...(sources.length > 0 ? [{ type: 'source', sources } as const] : []))
  }
  if (expected === shown.fingerprint) return change('keep')
  const isOther = shown.inputs !== undefined && shown.inputs.parents !== inputs?.parents
  return change(exists ? 'show' : 'rebuild', isOther ? { type: 'upstream', parents: [] } : { type: 'changed' })
}

function ownReasons(before: VersionInputs | undefined, { inputs: now, asks, isSeed }: ChangeFacts): readonly Reason[] {
  if (before === undefined || now === undefined) return []
  const isText = before.code !== now.code
  const isSql = before.sql !== now.sql
  return [
    // Another text that gives the same SQL builds nothing; a seed's rows are its text.
    ...(isText && (isSql || isSeed) ? [{ type: 'code' } as const] : []),
    ...(isSql && !isText && !isSeed ? [{ type: 'rendered', names: asks } as const] : []),
    ...(before.options === now.options ? [] : [{ type: 'config' } as const]),
    ...(before.engine === now.engine ? [] : [{ type: 'engine', from: before.engine, to: now.engine } as const]),
  ]
}

/** Parents whose versions will be others. */
function changedParents({ parents }: ChangeFacts): readonly NodeId[] {
  const isOther = ({ action, reasons }: Change) =>
    action === 'create' ||
    action === 'show' ||
    (action === 'rebuild' && reasons.every(({ type }) => type !== 'no-versions'))
  return parents.filter(isOther).map(({ id }) => id)
}

/** How the columns of a version differ from those that are shown. Names are compared without case, as the engine does. */
export function columnChanges(before: readonly TypedColumn[], now: readonly TypedColumn[]): readonly ColumnChange[] {
  const known = new Map(before.map((column) => [column.name.toLowerCase(), column]))
  const kept = new Set(now.map(({ name }) => name.toLowerCase()))
  const changed = now.flatMap(({ name, type }): ColumnChange[] => {
    const from = known.get(name.toLowerCase())?.type
    return from === type ? [] : [{ name, from, to: type }]
  })
  const gone = before.filter(({ name }) => !kept.has(name.toLowerCase()))
  return [...changed, ...gone.map(({ name, type }): ColumnChange => ({ name, from: type, to: undefined }))]
}
