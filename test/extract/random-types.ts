import { nastyPieces } from './nasty-texts.ts'

/** A type of PostgreSQL and random values of it, as PostgreSQL reads them from text. */
export interface RandomType {
  readonly type: string
  /** What a properties file has to say of it. */
  readonly declared?: string
  readonly text: (random: Random) => string
}

/** Random choices that a seed decides. */
export interface Random {
  /** From 0 up to a limit that is left out. */
  below(limit: number): number
  one<T>(choices: readonly [T, ...T[]]): T
  many<T>(most: number, make: () => T): readonly T[]
}

export function randomFrom(next: () => number): Random {
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    one(choices) {
      const [first] = choices
      return choices[below(choices.length)] ?? first
    },
    many: (most, make) => Array.from({ length: below(most + 1) }, make),
  }
}

/** Types that a schema must have first. */
export const randomTypeDefinitions = `
  create type weather as enum ('sun', 'rain; "and" snow', 'fo\\g');
  create domain cents as numeric(12,2);
  create domain words as text[];
  create type parcel as (id bigint, label text, sizes double precision[], sent date);
  create type shipment as (first parcel, note varchar(20));
  create domain good_parcel as parcel;
`

const digits = ({ one }: Random, count: number) =>
  Array.from({ length: count }, () => one(['0', '1', '5', '9', '3'])).join('')
const sign = ({ one }: Random) => one(['', '-'])
const two = (value: number) => String(value).padStart(2, '0')

const integer =
  (bits: number) =>
  (random: Random): string => {
    const most = 2n ** BigInt(bits - 1)
    const value = BigInt(random.below(2 ** 31)) * BigInt(random.below(2 ** 31) + 1)
    return String(random.one([value % most, -(value % most), most - 1n, -most, 0n]))
  }

const unsigned = (bits: number) => (random: Random) => String(BigInt.asUintN(bits, BigInt(integer(bits)(random))))

function float8(random: Random): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, random.below(2 ** 32))
  view.setUint32(4, random.below(2 ** 32))
  return random.one([
    String(view.getFloat64(0)),
    String(view.getFloat32(0)),
    String(random.below(2000) / 100),
    random.one(['NaN', 'Infinity', '-Infinity', '-0', '5e-324', '1.7976931348623157e308']),
  ])
}

function float4(random: Random): string {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, random.below(2 ** 32))
  return random.one([String(view.getFloat32(0)), '0.1', 'NaN', '-Infinity', '3.4028235e38', '1e-45'])
}

const numeric =
  (precision: number, scale: number) =>
  (random: Random): string => {
    const whole = digits(random, random.below(Math.max(0, precision - Math.max(0, scale)) + 1)) || '0'
    const zeros = '0'.repeat(Math.max(0, scale - precision))
    const fraction = scale > 0 ? `.${zeros}${digits(random, Math.min(precision, scale))}` : '0'.repeat(-scale)
    return `${sign(random)}${whole}${fraction}`
  }

function day(random: Random, lastYear: number): string {
  const [year, era] = random.one([
    [1900 + random.below(200), ''],
    [1 + random.below(9999), ''],
    [10_000 + random.below(lastYear - 10_000), ''],
    [1 + random.below(4712), ' BC'],
  ])
  return `${String(year).padStart(4, '0')}-${two(1 + random.below(12))}-${two(1 + random.below(28))}${era}`
}

const clock = (random: Random) =>
  `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}${random.one(['', '.5', '.000001', '.999999'])}`

const offset = (random: Random) => `${random.one(['+', '-'])}${two(random.below(15))}:${random.one(['00', '30', '45'])}`
const date = (random: Random) => random.one([day(random, 5_874_897), day(random, 11_000), 'infinity', '-infinity'])

function moment(random: Random): string {
  const [year, era = ''] = day(random, 294_246).split(' ')
  return random.one([`${year} ${clock(random)} ${era}`, random.one(['infinity', '-infinity', 'epoch'])])
}

const zonedMoment = (random: Random) => {
  const text = moment(random)
  return /\d/.test(text) ? text.replace(/(:\d\d(?:\.\d+)?) /, `$1${offset(random)} `) : text
}

const text = (random: Random) =>
  random.many(7, () => random.one([random.one(someText), String.fromCodePoint(codePoint(random))])).join('')

const [firstPiece = '', ...otherPieces] = nastyPieces
const someText: readonly [string, ...string[]] = [firstPiece, ...otherPieces]

/** Any character but NUL, of which PostgreSQL has none, and halves of surrogates. */
function codePoint(random: Random): number {
  const point = 1 + random.below(random.one([0x7e, 0x7fe, 0xfffe, 0x10fffe]))
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point
}

const short = (length: number) => (random: Random) => [...text(random)].slice(0, length).join('')
const bits = (length: number) => (random: Random) => Array.from({ length }, () => random.one(['0', '1'])).join('')
const hex = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.below(16).toString(16)).join('')

function jsonValue(random: Random, depth = 0): unknown {
  const inner = () => jsonValue(random, depth + 1)
  const kind = random.below(depth > 2 ? 4 : 6)
  if (kind === 0) return text(random)
  if (kind === 1) return random.below(2 ** 31) / random.one([1, 7, 1e9])
  if (kind === 2) return random.one([null, true, false])
  if (kind === 3) return random.one(['\u0001', '\\u0041', 'a"b\\'])
  if (kind === 4) return random.many(4, inner)
  return Object.fromEntries(random.many(4, () => [text(random), inner()]))
}

const point = (random: Random) => `(${random.below(100) / 7},${sign(random)}${random.below(9)})`

function range(random: Random, bound: (value: number) => string): string {
  const low = random.below(1000)
  const high = low + 1 + random.below(1000)
  return random.one([
    `[${bound(low)},${bound(high)})`,
    `(${bound(low)},${bound(high)}]`,
    `(,${bound(high)})`,
    `[${bound(low)},)`,
    'empty',
  ])
}

const quotedElement = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** The text of an array with so many dimensions. */
function array(random: Random, element: () => string, dimensions: number): string {
  const length = dimensions === 1 ? random.below(5) : 1 + random.below(3)
  const others = 1 + random.below(3)
  const leaf = () => (random.below(6) === 0 ? 'NULL' : quotedElement(element()))
  const level = (depth: number): string => {
    const count = depth === dimensions ? length : others
    return `{${Array.from({ length: count }, () => (depth === 1 ? leaf() : level(depth - 1))).join(',')}}`
  }
  return level(dimensions)
}

const composite = (...fields: readonly (string | null)[]) =>
  `(${fields.map((field) => (field === null ? '' : `"${field.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`)).join(',')})`

const parcel = (random: Random) =>
  composite(
    integer(64)(random),
    random.one([text(random), null]),
    array(random, () => float8(random), 1),
    random.one([date(random), null]),
  )

const scalars: readonly RandomType[] = [
  { type: 'boolean', text: ({ one }) => one(['true', 'false']) },
  { type: 'smallint', text: integer(16) },
  { type: 'integer', text: integer(32) },
  { type: 'bigint', text: integer(64) },
  { type: 'oid', text: unsigned(32) },
  { type: 'xid', text: unsigned(32) },
  { type: 'xid8', text: unsigned(64) },
  { type: 'real', text: float4 },
  { type: 'double precision', text: float8 },
  { type: 'numeric(15,2)', text: numeric(15, 2) },
  { type: 'numeric(4)', text: numeric(4, 0) },
  { type: 'numeric(38,10)', text: numeric(38, 10) },
  { type: 'numeric(3,-2)', text: numeric(3, -2) },
  { type: 'numeric(2,5)', text: numeric(2, 5) },
  { type: 'numeric', declared: 'numeric(38,12)', text: numeric(30, 12) },
  { type: 'money', declared: 'decimal(19,2)', text: numeric(16, 2) },
  { type: 'date', text: date },
  { type: 'time', text: clock },
  { type: 'time with time zone', text: (random) => `${clock(random)}${offset(random)}` },
  { type: 'timestamp', text: moment },
  { type: 'timestamp(0)', text: moment },
  { type: 'timestamp with time zone', text: zonedMoment },
  {
    type: 'interval',
    text: (random) => `${integer(16)(random)} months ${integer(16)(random)} days ${sign(random)}${clock(random)}`,
  },
  { type: 'uuid', text: (random) => hex(random, 32) },
  { type: 'text', text },
  { type: 'varchar(12)', text: short(12) },
  { type: 'char(9)', text: short(9) },
  { type: '"char"', text: ({ below }) => String.fromCharCode(1 + below(126)) },
  { type: 'name', text: short(15) },
  { type: 'bytea', text: (random) => `\\x${hex(random, 2 * random.below(20))}` },
  { type: 'json', text: (random) => JSON.stringify(jsonValue(random), null, random.one([0, 1])) },
  { type: 'jsonb', text: (random) => JSON.stringify(jsonValue(random)) },
  { type: 'jsonpath', text: ({ one, below }) => one(['$.a[*]', 'strict $."b c"', `$[${below(9)}] ? (@ > 1)`]) },
  { type: 'xml', text: (random) => `<a b="1">${hex(random, 4)}</a>` },
  { type: 'inet', text: ({ below }) => `${below(256)}.${below(256)}.0.1/${below(33)}` },
  { type: 'cidr', text: ({ below }) => `${below(256)}.0.0.0/8` },
  { type: 'macaddr', text: (random) => hex(random, 12) },
  { type: 'macaddr8', text: (random) => hex(random, 16) },
  { type: 'bit(5)', text: bits(5) },
  { type: 'bit varying', text: (random) => bits(random.below(40))(random) },
  { type: 'tsvector', text: (random) => `'${hex(random, 3)}':${1 + random.below(99)}A 'it''s \\\\'` },
  { type: 'tsquery', text: (random) => `'${hex(random, 3)}' & !'b c'` },
  { type: 'point', text: point },
  { type: 'line', text: ({ below }) => `{1,${below(9)},${below(99) / 7}}` },
  { type: 'lseg', text: (random) => `[${point(random)},${point(random)}]` },
  { type: 'box', text: (random) => `${point(random)},${point(random)}` },
  { type: 'path', text: (random) => `[${point(random)},${point(random)},${point(random)}]` },
  { type: 'polygon', text: (random) => `(${point(random)},${point(random)})` },
  { type: 'circle', text: (random) => `<${point(random)},${random.below(9)}>` },
  { type: 'pg_lsn', text: (random) => `${hex(random, 3)}/${hex(random, 6)}` },
  { type: 'weather', text: ({ one }) => one(['sun', 'rain; "and" snow', 'fo\\g']) },
  { type: 'cents', text: numeric(12, 2) },
  { type: 'int4range', text: (random) => range(random, String) },
  { type: 'numrange', text: (random) => range(random, (value) => `${value}.50`) },
  { type: 'tstzrange', text: (random) => range(random, (value) => `${1000 + value}-01-01 00:00:00+00`) },
  { type: 'int8multirange', text: (random) => `{${random.many(3, () => range(random, String)).join(',')}}` },
  { type: 'parcel', text: parcel },
  { type: 'good_parcel', text: parcel },
  { type: 'shipment', text: (random) => composite(parcel(random), short(20)(random)) },
  { type: 'words', text: (random) => array(random, () => text(random), 1) },
]

const separated: ReadonlySet<string> = new Set(['box'])

/** Every type, and arrays of it with one dimension and with two. */
export const randomTypes: readonly RandomType[] = [
  ...scalars,
  ...scalars
    .filter(({ type }) => !separated.has(type))
    .flatMap((scalar) =>
      [1, 2].map((dimensions) => ({
        type: `${scalar.type}${'[]'.repeat(dimensions)}`,
        ...(scalar.declared !== undefined && { declared: `${scalar.declared}${'[]'.repeat(dimensions)}` }),
        text: (random: Random) => array(random, () => scalar.text(random), dimensions),
      })),
    ),
]
