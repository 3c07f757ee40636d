import type { RequestPurpose } from '../names.ts'

/** Stands for every path that nothing answers, so that a scanner makes one row, not a million. */
export const NOT_FOUND_ROUTE = '(not found)'
/** Stands for what comes after the first `MAX_DERIVED_ROUTES` patterns of an app. */
export const OTHER_ROUTE = '(other)'
export const MAX_DERIVED_ROUTES = 300

const MAX_SEGMENTS = 8
const MAX_SEGMENT_LENGTH = 40
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i
/** nanoid, ULID, base58 and the like: long, and digits among letters. */
const TOKEN = /^(?=(?:.*\d){2})(?=.*[a-z])[\w-]{12,}$/i
const PREFIXED_ID = /^([a-z]+[_-])(?=.*\d)[a-z0-9]{6,}$/i

/** The pattern of a path whose route the framework did not name: what looks like an id becomes `:id`. */
export function derivePattern(
  path: string,
  purpose: RequestPurpose | null,
  statusCode: number | null,
): string {
  if (statusCode === 404) return NOT_FOUND_ROUTE
  const segments = path.split('/').filter((segment) => segment !== '')
  if (purpose === 'asset')
    return `/${segments.slice(0, Math.min(2, segments.length - 1)).join('/')}/*`.replace('//', '/')
  const kept = segments.slice(0, MAX_SEGMENTS).map(pattern)
  return `/${kept.join('/')}${segments.length > MAX_SEGMENTS ? '/*' : ''}`
}

function pattern(segment: string): string {
  if (NUMBER.test(segment) || UUID.test(segment) || HEX.test(segment)) return ':id'
  if (PREFIXED_ID.test(segment) || TOKEN.test(segment) || segment.length > MAX_SEGMENT_LENGTH) return ':id'
  return segment
}

/** Keeps the derived routes of each app to a number that a table can show. */
export class RoutePatterns {
  readonly #known = new Map<string, Set<string>>()

  constructor(known: Iterable<{ readonly app: string; readonly route: string }> = []) {
    for (const { app, route } of known) this.#of(app).add(route)
  }

  derive(app: string, path: string, purpose: RequestPurpose | null, statusCode: number | null): string {
    const route = derivePattern(path, purpose, statusCode)
    if (route === NOT_FOUND_ROUTE) return route
    const known = this.#of(app)
    if (known.has(route)) return route
    if (known.size >= MAX_DERIVED_ROUTES) return OTHER_ROUTE
    known.add(route)
    return route
  }

  #of(app: string): Set<string> {
    let known = this.#known.get(app)
    if (known === undefined) {
      known = new Set()
      this.#known.set(app, known)
    }
    return known
  }
}
