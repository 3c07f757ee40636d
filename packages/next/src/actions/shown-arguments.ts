import { isSecretName, REDACTED, redactText, redactUrl } from '@kymo/protocol'
import type { Shown } from './reply-decoder.ts'

/** Characters of the JSON at most. */
const LIMIT = 4096

interface Bounds {
  readonly text: number
  readonly items: number
  readonly depth: number
}

/** Tried in turn until the whole is short enough. */
const BOUNDS: readonly Bounds[] = [
  { text: 2048, items: 200, depth: 12 },
  { text: 400, items: 40, depth: 6 },
  { text: 80, items: 12, depth: 4 },
  { text: 40, items: 5, depth: 2 },
]

/** Arguments as JSON, without what must not leave the process, cut short where they are long. */
export function argumentsJson(args: readonly Shown[]): string {
  const safe = args.map(redact)
  for (const bounds of BOUNDS) {
    const json = JSON.stringify(safe.map((arg) => cut(arg, bounds, 1)))
    if (json.length <= LIMIT) return json
  }
  return JSON.stringify([`[${args.length} arguments, too long to be shown]`])
}

function redact(value: Shown): Shown {
  if (typeof value === 'string') return redactString(value)
  if (isList(value)) return isSecretEntry(value) ? [value[0] as Shown, REDACTED] : value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]): [string, Shown] => [
    redactText(name),
    isSecretName(name) ? REDACTED : redact(item),
  ])
  return Object.fromEntries(entries)
}

/** One of a `Map`'s, or of what else is written as pairs of a name and a value. */
function isSecretEntry(list: readonly Shown[]): boolean {
  const [name] = list
  return list.length === 2 && typeof name === 'string' && isSecretName(name)
}

/** JSON within a text has names that say what is secret, and so has an address. */
function redactString(text: string): string {
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(redact(JSON.parse(text)))
    } catch {
      return redactText(text)
    }
  }
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$|^\/\S*\?\S*$/i.test(text) ? redactUrl(text) : redactText(text)
}

function cut(value: Shown, bounds: Bounds, depth: number): Shown {
  const { text, items } = bounds
  if (typeof value === 'string') {
    return value.length > text ? `${value.slice(0, text)}… (${value.length - text} more)` : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) {
    if (depth > bounds.depth) return `[list of ${value.length}]`
    const kept = value.slice(0, items).map((item) => cut(item, bounds, depth + 1))
    return value.length > items ? [...kept, `… (${value.length - items} more)`] : kept
  }
  const entries = Object.entries(value)
  if (depth > bounds.depth) return `[object of ${entries.length}]`
  const kept = entries
    .slice(0, items)
    .map(([name, item]) => [name.slice(0, text), cut(item, bounds, depth + 1)] as const)
  if (entries.length > items) return Object.fromEntries([...kept, ['…', `${entries.length - items} more`]])
  return Object.fromEntries(kept)
}

function isList(value: Shown): value is readonly Shown[] {
  return Array.isArray(value)
}
