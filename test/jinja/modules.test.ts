import { describe, expect, test } from 'vitest'
import { templateModules } from '../../src/jinja/modules/modules.ts'
import { dateTimeValue } from '../../src/jinja/modules/moment.ts'
import { rendered } from './support/templates.ts'

const modules = templateModules({ now: () => new Date('2024-05-06T07:08:09.123Z') })
const write = (source: string): string =>
  rendered(`{% set dt = modules.datetime %}{% set re = modules.re %}${source}`, { modules })

describe('datetime', () => {
  test.each([
    ['dt.datetime(2024, 2, 28) + dt.timedelta(days=2)', '2024-03-01 00:00:00'],
    ['dt.datetime(2024, 2, 29, 13, 5, 9, 123)', '2024-02-29 13:05:09.000123'],
    ['(dt.date(2024, 3, 1) - dt.date(2024, 2, 1)).days', '29'],
    ['dt.timedelta(days=-1, seconds=-1)', '-2 days, 23:59:59'],
    ['dt.timedelta(hours=36).total_seconds()', '129600.0'],
    ['dt.datetime.strptime("01/02/2024 1:05 PM", "%m/%d/%Y %I:%M %p")', '2024-01-02 13:05:00'],
    [
      'dt.datetime(2024, 12, 30).strftime("%A %d %B %Y, %j, week %V of %G")',
      'Monday 30 December 2024, 365, week 01 of 2025',
    ],
    ['dt.datetime.fromisoformat("2024-01-31T12:13:14.5+02:00").isoformat()', '2024-01-31T12:13:14.500000+02:00'],
    ['dt.datetime(2024, 1, 31, 1, 2, 3).replace(day=1, hour=0)', '2024-01-01 00:02:03'],
    ['dt.date(2024, 1, 5).isoformat()', '2024-01-05'],
    ['[dt.date(2024, 1, 2), dt.date(2024, 1, 1)] | min', '2024-01-01'],
    ['{dt.date(2024, 1, 1): "x"}[dt.date(2024, 1, 1)]', 'x'],
    [
      '[dt.datetime(2024, 1, 1), dt.date(2024, 1, 2), dt.timedelta(1)]',
      '[datetime.datetime(2024, 1, 1, 0, 0), datetime.date(2024, 1, 2), datetime.timedelta(days=1)]',
    ],
    ['dt.datetime(2024, 1, 1) < dt.datetime(2024, 1, 2)', 'True'],
    ['dt.datetime.combine(dt.date(2024, 1, 1), dt.time(2, 3))', '2024-01-01 02:03:00'],
    ['dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc).timestamp()', '0.0'],
  ])('%s is %s', (expression, expected) => {
    expect(write(`{{ ${expression} }}`)).toBe(expected)
  })

  test('now is what the clock says, each time', () => {
    const source =
      '{{ dt.datetime.utcnow() }} {{ dt.datetime.now(modules.pytz.utc).isoformat() }} {{ dt.datetime.now(dt.timezone.utc).date() }}'
    expect(write(source)).toBe('2024-05-06 07:08:09.123000 2024-05-06T07:08:09.123000+00:00 2024-05-06')
    expect(write(source)).toBe(write(source))
  })

  test('a date that does not exist is an error', () => {
    expect(() => write('{{ dt.datetime(2023, 2, 29) }}')).toThrow('The day of a date is 1 to 28, but found 29.')
    expect(() => write('{{ dt.datetime.strptime("x", "%Y") }}')).toThrow('The text "x" has not the format "%Y".')
  })

  test('a moment of the program is a datetime in UTC', () => {
    const context = { modules, run_started_at: dateTimeValue(new Date('2024-07-01T12:00:00Z')) }
    expect(rendered('{{ run_started_at.strftime("%Y-%m-%d") }} {{ run_started_at }}', context)).toBe(
      '2024-07-01 2024-07-01 12:00:00+00:00',
    )
    expect(rendered('{{ run_started_at.astimezone(modules.pytz.timezone("America/New_York")) }}', context)).toBe(
      '2024-07-01 08:00:00-04:00',
    )
  })
})

describe('pytz', () => {
  test.each([
    [
      'modules.pytz.timezone("Europe/Berlin").localize(dt.datetime(2024, 7, 1, 12)).isoformat()',
      '2024-07-01T12:00:00+02:00',
    ],
    [
      'modules.pytz.timezone("Europe/Berlin").localize(dt.datetime(2024, 1, 1)).astimezone(modules.pytz.UTC)',
      '2023-12-31 23:00:00+00:00',
    ],
    [
      'dt.datetime(2024, 1, 1, 12, tzinfo=modules.pytz.utc).astimezone(modules.pytz.timezone("Asia/Kolkata")).strftime("%H:%M %z")',
      '17:30 +0530',
    ],
    ['modules.pytz.timezone("America/New_York").localize(dt.datetime(2024, 7, 1)).tzname()', 'EDT'],
  ])('%s is %s', (expression, expected) => {
    expect(write(`{{ ${expression} }}`)).toBe(expected)
  })

  test('a zone that does not exist is an error', () => {
    expect(() => write('{{ modules.pytz.timezone("Nope/Zone") }}')).toThrow('There is no time zone "Nope/Zone".')
  })
})

describe('re', () => {
  test.each([
    [String.raw`re.match("(\\d+)-(?P<x>\\w+)", "12-ab").group("x")`, 'ab'],
    [String.raw`re.findall("\\w+", "héllo wörld_1")`, "['héllo', 'wörld_1']"],
    [String.raw`re.sub("(\\w+) (\\w+)", "\\2 \\1", "hello world")`, 'world hello'],
    [String.raw`re.sub("(?P<x>a)", "[\\g<x>]", "banana", count=2)`, 'b[a]n[a]na'],
    [String.raw`re.split("[,;]\\s*", "a, b;c")`, "['a', 'b', 'c']"],
    ['re.findall("(a)(b)?", "abaab")', "[('a', 'b'), ('a', ''), ('a', 'b')]"],
    ['re.search("z", "abc") is none', 'True'],
    ['re.search("b+", "abbbc").span()', '(1, 4)'],
    ['re.compile("ab", re.IGNORECASE).match("ABc").group()', 'AB'],
    ['re.fullmatch("a+", "aaab") is none', 'True'],
    [String.raw`re.search("c$", "abc\n") is not none`, 'True'],
    ['re.escape("a.b*c")', String.raw`a\.b\*c`],
  ])('%s is %s', (expression, expected) => {
    expect(write(`{{ ${expression} }}`)).toBe(expected)
  })

  test('a pattern that is not understood is an error', () => {
    expect(() => write('{{ re.match("(", "a") }}')).toThrow('The regular expression "(" is not understood')
  })
})

describe('itertools', () => {
  test.each([
    ['product([1, 2], ["a", "b"])', "[(1, 'a'), (1, 'b'), (2, 'a'), (2, 'b')]"],
    ['chain([1], [2, 3])', '[1, 2, 3]'],
    ['combinations([1, 2, 3], 2)', '[(1, 2), (1, 3), (2, 3)]'],
    ['accumulate([1, 2, 3])', '[1, 3, 6]'],
    ['islice([1, 2, 3, 4], 1, 3)', '[2, 3]'],
    ['zip_longest([1], [2, 3], fillvalue=0)', '[(1, 2), (0, 3)]'],
  ])('%s is %s', (expression, expected) => {
    expect(write(`{{ modules.itertools.${expression} | list }}`)).toBe(expected)
  })

  test('what would be too many is refused', () => {
    expect(() => write('{{ modules.itertools.product(range(1000), repeat=9) | list }}')).toThrow('would exceed')
  })
})
