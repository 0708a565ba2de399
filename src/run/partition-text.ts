import type { Dialect } from '../dialects/dialect.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { WrappedSql } from '../plan/copy-to-parquet.ts'

/** What folders of partitions say for NULL. */
const nullText = '__HIVE_DEFAULT_PARTITION__'

/**
 * The query, which fails for a row whose text in a partition column would read back as NULL; itself where there is no
 * such column.
 */
export function withPartitionText(
  sql: string,
  columns: readonly TypedColumn[],
  partitionBy: readonly string[],
  { quote }: Dialect,
): WrappedSql {
  const texts = columns.filter(({ name, type }) => type === 'VARCHAR' && partitionBy.includes(name))
  if (texts.length === 0) return { text: sql, offset: 0 }
  const list = texts.map(({ name }) => {
    const message = `A row has the text ${nullText} in "${name}", which is what stands for NULL in the folders of "partition_by".`
    const isNull = `cast(${quote(name)} as varchar) = ${sqlLiteral(nullText)}`
    return `case when ${isNull} then error(${sqlLiteral(message)}) else ${quote(name)} end as ${quote(name)}`
  })
  const head = `select * replace (${list.join(', ')})\nfrom (\n`
  return { text: `${head}${sql}\n)`, offset: head.length }
}
