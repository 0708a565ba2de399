import { expect, test } from 'vitest'
import { ExtractError, type Extractor, type NewestQuestion } from '../../src/ports/extractor.ts'
import { instantText } from '../../src/util/instant.ts'

/** What `newestContract` reads. Whoever connects is in Tokyo: a time without a zone is UTC all the same. */
export const newestSetUp = `
  do $$ begin execute format('alter role %I set timezone = %L', current_user, 'Asia/Tokyo'); end $$;
  create table arrivals (id int, plain timestamp, zoned timestamptz, day date, words text);
  insert into arrivals values
    (1, '2026-01-02 03:04:05.000006', '2026-01-02 03:04:05.000006+02', '2026-01-02', 'x'),
    (2, '2026-01-01 00:00:00', '2026-01-01 00:00:00+00', '2026-01-01', 'y');
  create view endless_arrivals as select timestamp 'infinity' as plain;
`

const from = (identifier: string) => ({ origin: { schema: 'public', identifier } })

/** What every source system must tell of the newest row. */
export function newestContract(extractor: () => Extractor): void {
  const ask = (question: NewestQuestion, signal = new AbortController().signal) => extractor().newest(question, signal)
  const newest = async (question: NewestQuestion) => {
    const { loadedAt } = await ask(question)
    return loadedAt === undefined ? undefined : instantText(loadedAt)
  }
  const refusal = (question: NewestQuestion) =>
    ask(question).then(
      () => Promise.reject(new Error('It was answered.')),
      (error: unknown) => {
        if (!(error instanceof ExtractError)) throw error
        return { code: error.code, message: error.message, hint: error.hint }
      },
    )
  const arrivals = from('arrivals')

  test('the newest row is told to the microsecond, in UTC', async () => {
    expect(await newest({ ...arrivals, field: 'plain' })).toBe('2026-01-02T03:04:05.000006+00:00')
    expect(await newest({ ...arrivals, field: 'zoned' })).toBe('2026-01-02T01:04:05.000006+00:00')
    expect(await newest({ ...arrivals, field: 'day' })).toBe('2026-01-02T00:00:00+00:00')
    expect(await newest({ ...arrivals, field: "plain + interval '1 hour' -- an hour late" })).toBe(
      '2026-01-02T04:04:05.000006+00:00',
    )
  })

  test('a filter leaves rows out, and none at all is no moment', async () => {
    expect(await newest({ ...arrivals, field: 'plain', filter: 'id > 1 -- old ones' })).toBe(
      '2026-01-01T00:00:00+00:00',
    )
    expect(await newest({ ...arrivals, field: 'plain', filter: 'id > 2' })).toBeUndefined()
    expect(await newest({ ...from('empty'), field: 'now()' })).toBeUndefined()
  })

  test('a query of the author’s tells it too', async () => {
    const query = 'select max(zoned) from public.arrivals where id < 2'
    expect(await newest({ ...arrivals, query })).toBe('2026-01-02T01:04:05.000006+00:00')
  })

  test('the moment of the question is the server’s own', async () => {
    const { askedAt } = await ask({ ...arrivals, field: 'plain' })
    expect(Math.abs(Number(askedAt / 1000n) - Date.now())).toBeLessThan(3_600_000)
  })

  test('many are asked at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => newest({ ...arrivals, field: 'plain' })))
    expect(new Set(all)).toEqual(new Set(['2026-01-02T03:04:05.000006+00:00']))
  })

  test('a column that is not there is told with the nearest one, and the connection goes on', async () => {
    expect(await refusal({ ...arrivals, field: 'plane' })).toMatchObject({
      code: 'run/age-unknown',
      message: 'PostgreSQL refuses to tell the newest row of "public"."arrivals": column "plane" does not exist.',
      hint: 'Did you mean "plain"?',
    })
    expect(await newest({ ...arrivals, field: 'plain' })).toBe('2026-01-02T03:04:05.000006+00:00')
  })

  test('what is no moment is refused, also one without an end', async () => {
    expect(await refusal({ ...arrivals, field: 'words' })).toMatchObject({
      message: 'What tells the newest row of "public"."arrivals" is text, and no moment.',
    })
    expect(await refusal({ ...from('endless_arrivals'), field: 'plain' })).toMatchObject({
      message: 'What tells the newest row of "public"."endless_arrivals" is "infinity", and no moment.',
    })
    expect(await refusal({ ...from('arivals'), field: 'plain' })).toMatchObject({ code: 'extract/missing-table' })
  })

  test('it is one SELECT that only reads', async () => {
    const broken = 'plain) as newest from arrivals) as found; drop table arrivals; select * from (select (1'
    expect((await refusal({ ...arrivals, field: broken })).message).toMatch(/multiple commands/)
    const writes = "(with gone as (delete from arrivals returning 1) select 'x' from gone)"
    expect((await refusal({ ...arrivals, query: writes })).code).toBe('run/age-unknown')
    expect(await newest({ ...arrivals, field: 'plain' })).toBe('2026-01-02T03:04:05.000006+00:00')
  })

  test('an interrupted question is given up', async () => {
    const stop = new AbortController()
    stop.abort()
    await expect(ask({ ...arrivals, field: 'plain' }, stop.signal)).rejects.toThrow('was interrupted')
  })
}
