import { expect, test } from 'vitest'
import { junitMistakes, junitReport } from '../../src/report/junit.ts'
import { manifestOf } from '../support/manifest.ts'
import { nullFailure, readFile, runScript, sqlFailed, stoppedTime } from '../support/run-script.ts'

const manifest = manifestOf(`
  source erp.orders
  model gold/dim_supplier layer=gold
  model gold/fct_sales layer=gold < dim_supplier
  model gold/later layer=gold < fct_sales
  test not_null_dim_supplier_nation_key generic=not_null column=nation_key path=models/gold/dim_supplier.yml < dim_supplier
  test unique_dim_supplier_nation_key generic=unique column=nation_key < dim_supplier
  test unique_later_id generic=unique column=id < later
  test not_null_orders_id generic=not_null column=id < erp.orders
  test no_lost_rows < dim_supplier
`)

function played(): string {
  const time = stoppedTime(new Date(Date.UTC(2026, 10, 23, 4, 12, 0)))
  const { report, xml } = junitReport(readFile)
  const run = runScript(manifest, report, time)
  run.begin()
  expect(xml()).toBeUndefined()
  run.finish('not_null_orders_id', { status: 'pass', seconds: 0.2 })
  run.finish('dim_supplier', { status: 'success', seconds: 2, rows: 10_000, bytes: 812 })
  run.finish('not_null_dim_supplier_nation_key', { status: 'fail', seconds: 0.04, failure: nullFailure })
  run.finish('unique_dim_supplier_nation_key', { status: 'warn', seconds: 0.04, failure: nullFailure })
  run.finish('no_lost_rows', { status: 'pass', seconds: 0.01 })
  run.finish('fct_sales', { status: 'error', seconds: 0.04, diagnostic: sqlFailed })
  run.finish('later', { status: 'skipped', reason: 'fct_sales failed' })
  run.finish('unique_later_id', { status: 'skipped', reason: 'fct_sales failed' })
  run.end()
  return xml() ?? ''
}

/** Elements that are open at each tag, outermost first; throws where one is not closed in its turn. */
function shapeOf(xml: string): readonly string[] {
  const open: string[] = []
  const paths: string[] = []
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  expect(body.replace(/<\/?[a-z-]+(?: [a-z]+="[^"<>]*")*\/?>/g, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/)
  for (const [, end, name = '', alone] of body.matchAll(/<(\/?)([a-z-]+)(?: [a-z]+="[^"<>]*")*(\/?)>/g)) {
    if (end === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    paths.push([...open, name].join('/'))
    if (alone !== '/') open.push(name)
  }
  expect(open).toEqual([])
  return paths
}

test('a suite is a model or source, a case a test or the building of a model', () => {
  const xml = played()
  expect(new Set(shapeOf(xml))).toEqual(
    new Set([
      'testsuites',
      'testsuites/testsuite',
      'testsuites/testsuite/testcase',
      'testsuites/testsuite/testcase/failure',
      'testsuites/testsuite/testcase/system-out',
      'testsuites/testsuite/testcase/error',
      'testsuites/testsuite/testcase/skipped',
    ]),
  )
  expect(xml.split('\n').filter((line) => /<(?:testsuites?|testcase|failure|error|skipped) /.test(line))).toEqual([
    '<testsuites name="tpchmodel" tests="8" failures="1" errors="1" time="2.330">',
    '<testsuite name="erp.orders" tests="1" failures="0" errors="0" skipped="0" time="0.200" timestamp="2026-11-23T04:12:00" file="models/erp.orders.yml">',
    '<testcase classname="erp.orders" name="not_null(id)" time="0.200"/>',
    '<testsuite name="gold.dim_supplier" tests="3" failures="1" errors="0" skipped="0" time="2.080" timestamp="2026-11-23T04:12:00" file="models/gold/dim_supplier.sql">',
    '<testcase classname="gold.dim_supplier" name="build gold.dim_supplier" time="2.000"/>',
    '<testcase classname="gold.dim_supplier" name="not_null(nation_key)" time="0.040">',
    '<failure message="3 failures in gold.dim_supplier (models/gold/dim_supplier.yml:1)" type="test/failed">✗ not_null(nation_key) on gold.dim_supplier                   models/gold/dim_supplier.yml:1',
    '<testcase classname="gold.dim_supplier" name="unique(nation_key)" time="0.040">',
    '<testsuite name="no_lost_rows" tests="1" failures="0" errors="0" skipped="0" time="0.010" timestamp="2026-11-23T04:12:00" file="data-tests/no_lost_rows.sql">',
    '<testcase classname="no_lost_rows" name="no_lost_rows" time="0.010"/>',
    '<testsuite name="gold.fct_sales" tests="1" failures="0" errors="1" skipped="0" time="0.040" timestamp="2026-11-23T04:12:00" file="models/gold/fct_sales.sql">',
    '<testcase classname="gold.fct_sales" name="build gold.fct_sales" time="0.040">',
    '<error message="run/sql-failed: Binder error: Referenced column &quot;custmer_id&quot; not found. (models/gold/fct_sales.sql:2)" type="run/sql-failed">run/sql-failed  A query failed.',
    '<testsuite name="gold.later" tests="2" failures="0" errors="0" skipped="2" time="0.000" timestamp="2026-11-23T04:12:00" file="models/gold/later.sql">',
    '<testcase classname="gold.later" name="build gold.later" time="0.000">',
    '<skipped message="fct_sales failed"/>',
    '<testcase classname="gold.later" name="unique(id)" time="0.000">',
    '<skipped message="fct_sales failed"/>',
  ])
  expect(xml).toContain('          4711  Supplier#000004711        NULL  2026-11-23 04:11:02\n')
})

test('mistakes of a project are errors, and nothing in a name or message breaks the file', () => {
  const message = 'No <model> & "seed" is\u0000 named ]]> \u001b[31m\u{ffff}\ud800.'
  const xml = junitMistakes([{ ...sqlFailed, message }], readFile)
  shapeOf(xml)
  expect(xml).toContain(
    'message="run/sql-failed: No &lt;model&gt; &amp; &quot;seed&quot; is named ]]&gt; \ufffd\ufffd. (models/gold/fct_sales.sql:2)"',
  )
  expect(xml).toMatch(/^[\t\n\u0020-\ufffd]*$/)
})
