import { typeOf } from '../errors/thrown.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'
import { isOwn, leaveUnmarked, type Outgoing, outgoing } from './marked-headers.ts'
import type { Traffic } from './traffic.ts'

type FetchArguments = [input: unknown, init?: RequestInit, ...rest: unknown[]]

interface Prepared extends Outgoing {
  readonly args: FetchArguments
  readonly url: URL
  readonly sent: Headers | undefined
  /** It may be asked again without doing anything twice. */
  readonly repeatable: boolean
}

/** Observes the page's `fetch`. Bodies are not touched, nor anything of a request to another origin. */
export function observeFetch(traffic: Traffic): () => void {
  return patched(window, 'fetch', {
    apply(native, self, args: FetchArguments) {
      const prepared = prepare(traffic, args)
      if (!prepared) return Reflect.apply(native, self, args)
      const { call, url, sent, visit } = prepared
      const ask = () => Reflect.apply(native, self, prepared.args) as Promise<Response>
      const spared = spare(traffic, args[1])
      const answered = (response: Response) => {
        spared?.()
        quietly(() => {
          call?.answered(response.status)
          const { page } = traffic
          if (page && visit && response.redirected && sent && visit !== page.visits.current)
            visit.address =
              page.options.framework?.navigation(new URL(response.url), sent)?.address ?? visit.address
        })
        return response
      }
      const failed = (error: unknown): never => {
        // A page that is being left is told that it failed, while it goes on.
        if (spared) setTimeout(spared, 1000)
        quietly(() => call?.ended(typeOf(error)))
        throw error
      }
      // Whoever does not handle a rejection of this one is told of it, as without Kymo.
      return ask().then(answered, (error) => {
        // It may have led to an origin that does not allow the headers. The framework's own must bring some anyway.
        if (!(call && prepared.headers.length && error instanceof TypeError)) return failed(error)
        if (!prepared.repeatable) {
          leaveUnmarked(url)
          return failed(error)
        }
        for (const [name] of prepared.headers) sent?.delete(name)
        return ask().then((response) => {
          leaveUnmarked(url)
          return answered(response)
        }, failed)
      })
    },
  })
}

/** What a closing page may send is shared by all that it sends so. @returns that it was sent */
const spare = ({ page }: Traffic, init: RequestInit | undefined) =>
  init?.keepalive ? quietly(() => page?.transport.spare(new Blob([init.body as BlobPart]).size)) : undefined

/** `undefined` for what `fetch` itself is to judge. */
function prepare(traffic: Traffic, args: FetchArguments): Prepared | undefined {
  try {
    const [input, init, ...rest] = args
    const request = input instanceof Request ? input : undefined
    if (!request && typeof input !== 'string' && !(input instanceof URL)) return undefined
    const url = new URL(request ? request.url : String(input), document.baseURI)
    const method = String(init?.method ?? request?.method ?? 'GET').toUpperCase()
    const own = isOwn(url)
    const given = init?.headers === undefined ? request?.headers : init.headers
    const headers = new Headers(own ? given : undefined)
    const cacheMode = init?.cache ?? request?.cache
    // That of a request is a stream, which would begin by being looked at.
    const body = init instanceof Request ? undefined : init?.body
    const out = outgoing(traffic, { by: 'fetch', method, url, cacheMode, body }, headers)
    for (const [name, value] of out.headers) headers.set(name, value)
    // Those given may be one that can be read only once, as they just were.
    const put = own && (out.headers.length > 0 || init?.headers !== undefined)
    return {
      ...out,
      url,
      sent: own ? headers : undefined,
      args: put ? [input, withHeaders(init, request, headers), ...rest] : args,
      repeatable: method === 'GET' || method === 'HEAD',
    }
  } catch {
    return undefined
  }
}

function withHeaders(
  init: RequestInit | undefined,
  request: Request | undefined,
  headers: Headers,
): RequestInit {
  // A request that comes with options loses these two.
  if (!init)
    return request
      ? { headers, referrer: request.referrer, referrerPolicy: request.referrerPolicy }
      : { headers }
  const prototype = Object.getPrototypeOf(init)
  if (!prototype || prototype === Object.prototype) return { ...init, headers }
  // Of another class, such as a request, which keeps its options where no copy would find them.
  return new Proxy(init, {
    get: (target, name) => (name === 'headers' ? headers : Reflect.get(target, name)),
  })
}
