import type { TimeWindow } from '@kymo/protocol'
import type { Cursor, SpanOrder } from '../store/span-query.ts'
import { invalid } from './api-error.ts'

const MAX_TEXT = 256
const MAX_LIST = 50
const CURSOR = /^(\d{1,16}(?:\.\d{1,20})?(?:e-\d{1,3})?)_([0-9a-f]{16})$/
const WINDOW = /^(\d{1,4})([smhd])$/
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const DEFAULT_WINDOW = 15 * UNITS.m

/** The query of one request, read strictly: unknown names, repeated names and bad values are errors. */
export class Parameters {
  readonly #values = new Map<string, string>()

  constructor(query: URLSearchParams, known: readonly string[]) {
    for (const [name, value] of query) {
      if (!known.includes(name)) {
        throw invalid(`There is no parameter ${quote(name)} here; known: ${known.join(', ') || 'none'}.`)
      }
      if (this.#values.has(name)) throw invalid(`${name} is given twice.`)
      if (/\p{Cc}/u.test(value)) throw invalid(`${name} has a control character.`)
      this.#values.set(name, value)
    }
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name)
    if (value === undefined || value === '') return undefined
    if (value.length > MAX_TEXT) throw invalid(`${name} is longer than ${MAX_TEXT} characters.`)
    return value
  }

  /** Several values, separated by commas. */
  list(name: string): readonly string[] | undefined {
    const items = this.#values
      .get(name)
      ?.split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
    if (items === undefined || items.length === 0) return undefined
    if (items.length > MAX_LIST) throw invalid(`${name} has more than ${MAX_LIST} values.`)
    const long = items.find((item) => item.length > MAX_TEXT)
    if (long !== undefined) throw invalid(`A value of ${name} is longer than ${MAX_TEXT} characters.`)
    return items
  }

  listOf<Value extends string>(name: string, allowed: readonly Value[]): readonly Value[] | undefined {
    const items = this.list(name)
    for (const item of items ?? []) {
      if (!allowed.includes(item as Value)) {
        throw invalid(`${name} may be ${allowed.join(', ')}; not ${quote(item)}.`)
      }
    }
    return items as readonly Value[] | undefined
  }

  oneOf<Value extends string>(name: string, allowed: readonly Value[]): Value | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (!allowed.includes(value as Value)) throw invalid(`${name} may be ${allowed.join(' or ')}.`)
    return value as Value
  }

  id(name: string, digits: 16 | 32): string | undefined {
    const value = this.text(name)
    if (value !== undefined && !isId(value, digits)) throw invalid(`${name} must be ${digits} hex digits.`)
    return value
  }

  limit(standard: number, max: number): number {
    const value = this.#values.get('limit')
    if (value === undefined) return standard
    const limit = Number(value)
    if (!/^\d{1,6}$/.test(value) || limit < 1 || limit > max) {
      throw invalid(`limit must be a whole number from 1 to ${max}.`)
    }
    return limit
  }

  /** Milliseconds since the Unix epoch. */
  time(name: string): number | undefined {
    const value = this.#values.get(name)
    if (value === undefined) return undefined
    if (!/^\d{1,15}(?:\.\d{1,6})?$/.test(value)) {
      throw invalid(`${name} must be a time in milliseconds since the Unix epoch.`)
    }
    return Number(value)
  }

  /** By start: `desc`, newest first, unless `asc` is asked for. */
  order(): SpanOrder {
    return this.oneOf('order', ['asc', 'desc']) === 'asc' ? 'oldest' : 'newest'
  }

  cursor(): Cursor | undefined {
    const value = this.text('before')
    if (value === undefined) return undefined
    const match = CURSOR.exec(value)
    if (match === null) throw invalid('before must be the `next` of an earlier page.')
    return { value: Number(match[1]), spanId: match[2] as string }
  }

  /** `from` and `to`, or `window` up to now. `undefined` when none is given; open ends are `undefined`. */
  range(now: number): { readonly from?: number; readonly to?: number } {
    const from = this.time('from')
    const to = this.time('to')
    const window = this.text('window')
    if (window === undefined) {
      if (from !== undefined && to !== undefined && from >= to) throw invalid('from must be before to.')
      return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
    }
    if (from !== undefined || to !== undefined) throw invalid('Give window, or from and to.')
    if (window === 'all') return {}
    const match = WINDOW.exec(window)
    if (match === null) throw invalid('window must be a length such as 15m, 1h or 7d, or all.')
    return { from: now - Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] }
  }

  /**
   * Like `range`, with both ends known.
   * @param oldest where everything begins
   * @param standard milliseconds up to now where nothing is given
   */
  window(now: number, oldest: number | null, standard: number = DEFAULT_WINDOW): TimeWindow {
    const { from, to = now } = this.range(now)
    if (from !== undefined && from >= to) throw invalid('from must be before to.')
    if (from !== undefined) return { from, to }
    if (this.text('window') === 'all') return { from: Math.min(oldest ?? to, to), to }
    return { from: to - standard, to }
  }
}

export function formatCursor(cursor: Cursor | null): string | null {
  return cursor === null ? null : `${cursor.value}_${cursor.spanId}`
}

export function isId(text: string, digits: 16 | 32): boolean {
  return text.length === digits && /^[0-9a-f]+$/.test(text)
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
