import { type DuckDBType, DuckDBTypeId, type DuckDBValue, JsonDuckDBValueConverter } from '@duckdb/node-api'
import type { Json } from '../../util/json.ts'

/**
 * A DuckDB value as JSON that loses nothing: integers that fit are numbers; larger ones, decimals, dates and times are
 * texts; NaN and the infinities are texts too, since JSON has none.
 */
export function jsonValue(value: DuckDBValue, type: DuckDBType): Json {
  if (typeof value === 'bigint' && type.typeId !== DuckDBTypeId.DECIMAL) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  }
  // The library's Json allows undefined in lists and structs; its converter never makes one.
  return JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter) as Json
}
