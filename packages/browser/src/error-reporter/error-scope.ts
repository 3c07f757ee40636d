import { type ErrorContexts, isSecretName, REDACTED } from '@kymo/protocol'
import { keptText } from '../kept.ts'
import { keptJson } from '../kept-json.ts'

/** Who uses the app. Kymo's collector is told the `id` alone; Sentry all three. */
export interface ErrorUser {
  readonly id?: string | number | undefined
  readonly email?: string | undefined
  readonly username?: string | undefined
}

type Scalar = string | number | boolean

const TAGS = 50
const TAG = 200
/** Of one error, and of what the app says for all: the newest. */
export const CONTEXTS = 20
const FIELDS = 50
const VALUE = 1000

export function keptUser(user: unknown): ErrorUser | undefined {
  if (typeof user !== 'object' || user === null) return undefined
  const { id, email, username } = user as Record<string, unknown>
  const field = (name: string, value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? { [name]: keptText(String(value), TAG) } : {}
  return { ...field('id', id), ...field('email', email), ...field('username', username) }
}

/** Names and texts: at most 50 of at most 200 characters. */
export function keptTags(tags: unknown): Record<string, string> {
  return Object.fromEntries(
    entriesOf(tags, TAGS).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [[name, keptScalar(name, String(value), TAG) as string]],
    ),
  )
}

/** At most 20 contexts of at most 50 plain values; what is no plain value becomes JSON, of at most 1000 characters. */
export function keptContexts(contexts: unknown): ErrorContexts {
  return Object.fromEntries(
    entriesOf(contexts, CONTEXTS).map(([name, fields]) => [name, keptContext(fields)] as const),
  )
}

export function keptContext(fields: unknown): Record<string, Scalar> {
  return Object.fromEntries(
    entriesOf(fields, FIELDS).flatMap(([name, value]) => {
      const kept = keptScalar(name, value, VALUE)
      return kept === undefined ? [] : [[name, kept]]
    }),
  )
}

/** A value as it may be told under this name. */
export function keptScalar(name: string, value: unknown, length: number): Scalar | undefined {
  if (value === undefined || value === null) return undefined
  if (isSecretName(name)) return REDACTED
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return typeof value === 'string' ? keptText(value, length) : (keptJson(value, length) ?? '[too long]')
}

function entriesOf(value: unknown, most: number): [name: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value)
    .slice(0, most)
    .map((name) => [keptText(name, 100), readOf(value, name)])
}

/** Reading may throw. */
function readOf(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}
