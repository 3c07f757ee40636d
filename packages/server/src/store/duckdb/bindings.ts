import { type DuckDBType, type DuckDBValue, LIST, listValue, UBIGINT } from '@duckdb/node-api'

/** The values of one statement. Everything that comes from outside reaches SQL through here, never as text. */
export class Bindings {
  readonly values: DuckDBValue[] = []
  readonly types: DuckDBType[] = []

  /** @returns the placeholder that stands for the value */
  add(value: DuckDBValue, type: DuckDBType): string {
    this.values.push(value)
    this.types.push(type)
    return `$${this.values.length}`
  }

  /** @returns a condition that the column has one of the values */
  among(column: string, values: readonly DuckDBValue[], type: DuckDBType): string {
    if (values.length === 0) return 'false'
    // A short list is compared value by value and can skip row groups; a long one is joined.
    if (values.length <= 8) return `${column} IN (${values.map((value) => this.add(value, type)).join(', ')})`
    return `${column} IN (SELECT unnest(${this.add(listValue(values), LIST(type))}))`
  }

  /** @param ids hex; 16 digits from `from` on are taken of each */
  amongIds(column: string, ids: readonly string[], from: number): string {
    return this.among(
      column,
      ids.map((id) => idValue(id, from)),
      UBIGINT,
    )
  }
}

/** The 64 bits that 16 hex digits stand for. */
export function idValue(hex: string, from = 0): bigint {
  return BigInt(`0x${hex.slice(from, from + 16)}`)
}

export function idText(value: bigint): string {
  return value.toString(16).padStart(16, '0')
}
