import type { ActiveSpan } from '@kymo/node'
import { redactUrl } from '@kymo/protocol'
import { withoutRsc } from '../requests/without-rsc.ts'

interface NextOptions {
  readonly revalidate?: unknown
  readonly tags?: unknown
}

/** Characters of what a call asked for, where that is no address. */
const LONGEST_NAME = 200

/** How a call wants to be cached, as its arguments say. */
export interface CacheOptions {
  readonly mode: string | undefined
  readonly revalidate: number | false | undefined
  readonly tags: readonly string[] | undefined
}

/** Read before the call: Next.js takes options away. */
export function cacheOptions(input: unknown, init: unknown): CacheOptions {
  const options = isObject(init) ? init : {}
  const request = requestOf(input)
  const mode = options.cache ?? request?.cache
  const next = (options.next ?? request?.next) as NextOptions | undefined
  const revalidate = next?.revalidate
  const tags = next?.tags
  return {
    // 'default' is what every Request says that was given nothing.
    mode: typeof mode === 'string' && mode !== 'default' ? mode : undefined,
    revalidate: typeof revalidate === 'number' || revalidate === false ? revalidate : undefined,
    tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : undefined,
  }
}

export function describeOptions(span: ActiveSpan, { mode, revalidate, tags }: CacheOptions): void {
  span.set('kymo.cache.mode', mode)
  span.set('kymo.cache.revalidate', revalidate)
  span.set('kymo.cache.tags', tags)
}

/** What was asked for, where no network request says it. */
export function describeTarget(span: ActiveSpan, input: unknown, init: unknown): void {
  const method = fetchMethod(input, init)
  const target = fetchTarget(input)
  const url = URL.canParse(target) ? new URL(target) : undefined
  // What is no address is why the call failed: a path without a host, most often.
  span.name = `${method} ${url?.host ?? redactUrl(target.slice(0, LONGEST_NAME))}`.trimEnd()
  span.set('http.request.method', method)
  if (url === undefined) return
  span.set('url.full', redactUrl(withoutRsc(url.href) ?? url.href))
  span.set('server.address', url.hostname)
  if (url.port !== '') span.set('server.port', Number(url.port))
}

function fetchMethod(input: unknown, init: unknown): string {
  const method = isObject(init) ? init.method : undefined
  return typeof method === 'string' ? method.toUpperCase() : (requestOf(input)?.method ?? 'GET')
}

/** What is neither is left alone: making a text of it would run the app's own code a second time. */
function fetchTarget(input: unknown): string {
  if (typeof input === 'string') return input
  return requestOf(input)?.url ?? (isObject(input) && typeof input.href === 'string' ? input.href : '')
}

interface RequestLike {
  readonly url: string
  readonly method: string
  readonly cache?: string
  readonly next?: NextOptions
}

/** Each Edge scope has a class of its own for requests. */
function requestOf(input: unknown): RequestLike | undefined {
  return isObject(input) && typeof input.url === 'string' && typeof input.method === 'string'
    ? (input as unknown as RequestLike)
    : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
