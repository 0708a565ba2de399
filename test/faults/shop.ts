import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { text } from '../support/rig.ts'

/** Rows of the shop's source. A data set is known by its `batch`, which every model hands on. */
export interface DataSet {
  readonly batch: string
  readonly orders: number
  readonly years: readonly number[]
}

/** What a reader finds in every table of the shop that was built from a data set. */
export function contentOf({ batch, orders }: DataSet): string {
  return `${batch}: ${orders} orders`
}

export const older: DataSet = { batch: 'older', orders: 40, years: [2021, 2022, 2023, 2024] }
/** Fewer partitions, more rows. */
export const newer: DataSet = { batch: 'newer', orders: 60, years: [2022, 2023] }

/** Rows that no other round has, so that nothing is reused, and other partitions than the round before. */
export function roundOf(number: number): DataSet {
  const first = 2021 + (number % 3)
  return { batch: `round ${number}`, orders: 30 + number, years: [first, first + 1] }
}

/**
 * Seven models in four layers over a CSV file: one with partitions, a view, a view that is also kept as Parquet, a seed,
 * and a test or two in each layer.
 */
const shopFiles: Readonly<Record<string, string>> = {
  'project.yml': text`
    name: shop
    layers: [bronze, silver, gold, interface]
  `,
  'profiles.yml': text`
    shop:
      target: dev
      outputs:
        dev: {type: duckdb, threads: 2, lake: {type: local, path: lake}}
        prod: {type: duckdb, threads: 2, lake: {type: local, path: lake}}
  `,
  'seeds/regions.csv': 'region,name\n0,north\n1,south\n2,east\n',
  'models/bronze/orders.sql': text`
    select order_id, region, ordered_on, amount, batch
    from {{ source('files', 'orders') }}
  `,
  'models/bronze/bronze.yml': text`
    sources:
      - name: files
        tables:
          - name: orders
            config: {external_location: input/orders.csv}
    models:
      - name: orders
        columns:
          - name: order_id
            data_tests: [unique, not_null]
  `,
  'models/silver/order_years.sql': text`
    {{ config(partition_by=['year']) }}
    select order_id, region, amount, batch, year(ordered_on) as year
    from {{ ref('orders') }}
  `,
  'models/silver/order_regions.sql': text`
    select o.order_id, r.name as region, o.amount, o.batch
    from {{ ref('orders') }} o
    join {{ ref('regions') }} r using (region)
  `,
  'models/silver/silver.yml': text`
    models:
      - name: order_years
        columns:
          - name: year
            data_tests: [not_null]
      - name: order_regions
        columns:
          - name: region
            data_tests:
              - accepted_values: {arguments: {values: [north, south, east]}}
  `,
  'models/gold/revenue.sql': text`
    select region, batch, sum(amount)::decimal(18, 2) as amount, count(*) as orders
    from {{ ref('order_regions') }}
    group by all
  `,
  'models/gold/revenue_by_year.sql': text`
    select year, batch, sum(amount)::decimal(18, 2) as amount, count(*) as orders
    from {{ ref('order_years') }}
    group by all
  `,
  'models/gold/gold.yml': text`
    models:
      - name: revenue
        columns:
          - name: amount
            data_tests: [not_null]
      - name: revenue_by_year
        columns:
          - name: year
            data_tests: [unique]
  `,
  'models/interface/revenue_view.sql': text`
    select region, orders, batch from {{ ref('revenue') }}
  `,
  'models/interface/yearly_view.sql': text`
    {{ config(export='parquet') }}
    select year, orders, batch from {{ ref('revenue_by_year') }}
  `,
  'tests/all_orders_are_in_gold.sql': text`
    select 1
    where (select sum(orders) from {{ ref('revenue') }}) <> (select count(*) from {{ ref('orders') }})
  `,
}

/** Relations of the shop that hold its orders, with the SQL that counts them. */
export const shopTables: Readonly<Record<string, string>> = {
  'bronze.orders': 'count(*)',
  'silver.order_years': 'count(*)',
  'silver.order_regions': 'count(*)',
  'gold.revenue': 'sum(orders)',
  'gold.revenue_by_year': 'sum(orders)',
  'interface.revenue_view': 'sum(orders)',
  'interface.yearly_view': 'sum(orders)',
}

/** A project in a temporary folder, which is removed after the test. */
export interface Shop {
  /** Absolute. */
  readonly folder: string
  readonly lake: string
  write(files: Readonly<Record<string, string>>): void
  remove(path: string): void
  /** Writes the source's rows. */
  give(data: DataSet): void
}

export function newShop(): Shop {
  const shop = shopIn(temporaryFolder())
  shop.write(shopFiles)
  return shop
}

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tpchmodel-faults-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function shopIn(folder: string): Shop {
  const write: Shop['write'] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
  }
  return {
    folder,
    lake: join(folder, 'lake'),
    write,
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
    give: (data) => write({ 'input/orders.csv': csvOf(data) }),
  }
}

/** The source's file. */
export function csvOf({ batch, orders, years }: DataSet): string {
  const rows = Array.from({ length: orders }, (_, index) => {
    const year = years[index % years.length]
    return `${index + 1},${index % 3},${year}-0${1 + (index % 9)}-15,${(10 + index) / 2},${batch}`
  })
  return ['order_id,region,ordered_on,amount,batch', ...rows, ''].join('\n')
}
