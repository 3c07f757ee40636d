import type { ActiveSpan } from '@kymo/node'
import { redactUrl } from '@kymo/protocol'
import { withoutRsc } from '../requests/without-rsc.ts'

interface NextOptions {
  readonly revalidate?: unknown
  readonly tags?: unknown
}

/** What of a call's arguments says how it wants to be cached. Read before the call: Next.js takes options away. */
export function describeOptions(span: ActiveSpan, input: unknown, init: unknown): void {
  const options = isObject(init) ? init : {}
  const request = input instanceof Request ? input : undefined
  const mode = options.cache ?? request?.cache
  // 'default' is what every Request says that was given nothing.
  if (typeof mode === 'string' && mode !== 'default') span.set('kymo.cache.mode', mode)
  const next = (options.next ?? (request as { next?: NextOptions } | undefined)?.next) as
    | NextOptions
    | undefined
  const revalidate = next?.revalidate
  if (typeof revalidate === 'number' || revalidate === false) span.set('kymo.cache.revalidate', revalidate)
  const tags = next?.tags
  if (Array.isArray(tags)) {
    span.set(
      'kymo.cache.tags',
      tags.filter((tag): tag is string => typeof tag === 'string'),
    )
  }
}

/** What was asked for, where no network request says it. */
export function describeTarget(span: ActiveSpan, input: unknown, init: unknown): void {
  const method = fetchMethod(input, init)
  const url = fetchUrl(input)
  span.name = url === undefined ? method : `${method} ${url.host}`
  span.set('http.request.method', method)
  if (url === undefined) return
  span.set('url.full', redactUrl(withoutRsc(url.href) ?? url.href))
  span.set('server.address', url.hostname)
  if (url.port !== '') span.set('server.port', Number(url.port))
}

function fetchMethod(input: unknown, init: unknown): string {
  const method = isObject(init) ? init.method : undefined
  if (typeof method === 'string') return method.toUpperCase()
  return input instanceof Request ? input.method : 'GET'
}

function fetchUrl(input: unknown): URL | undefined {
  const text = input instanceof Request ? input.url : String(input)
  return URL.canParse(text) ? new URL(text) : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
