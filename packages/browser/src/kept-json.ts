import { isSecretName, REDACTED } from '@kymo/protocol'
import { attempt } from './attempt.ts'
import { keptText } from './kept.ts'

/** Of an object or list so many, so deep, and of a text so much. */
const ITEMS = 50
const DEPTH = 4
const TEXT = 500

/**
 * A value of the app's as JSON that may be kept: what has a secret name or looks like a secret is taken out, and what is
 * not plain is named by its class. `undefined` for one that is longer even so.
 *
 * @param length UTF-16 units
 */
export function keptJson(value: unknown, length: number): string | undefined {
  let left = length
  const json = attempt(() => JSON.stringify(plain(value, 0, new Set(), () => left-- > 0)))
  return json !== undefined && json.length <= length ? json : undefined
}

/** @param room whether there is some for one more value, of which each takes a character at least */
function plain(value: unknown, depth: number, above: ReadonlySet<unknown>, room: () => boolean): unknown {
  if (value === undefined) return undefined
  if (!room()) throw new RangeError()
  if (typeof value === 'string') return keptText(value, TEXT)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'object') return `[${typeof value}]`
  if (above.has(value)) return '[circular]'
  const inside = new Set(above).add(value)
  if (Array.isArray(value)) {
    return depth === DEPTH
      ? '[list]'
      : value.slice(0, ITEMS).map((item) => plain(item, depth + 1, inside, room))
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype && prototype !== Object.prototype)
    return `[${keptText(String(prototype.constructor?.name), 100)}]`
  if (depth === DEPTH) return '[object]'
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, ITEMS)
      .map(([name, item]) => [
        keptText(name, 100),
        isSecretName(name) ? REDACTED : plain(item, depth + 1, inside, room),
      ]),
  )
}
