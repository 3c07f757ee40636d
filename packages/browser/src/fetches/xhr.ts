import { GIVEN_UP } from '@kymo/protocol'
import { typeOf } from '../errors/thrown.ts'
import type { Page } from '../page.ts'
import { quietly } from '../quietly.ts'
import type { Call, Calls } from './calls.ts'
import { isOwn, leaveUnmarked, outgoing } from './marked-headers.ts'

interface Opened {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  call?: Call | undefined
}

/** What `error.type` says of the way in which it ended without an answer. */
const FAILURES = { error: 'NetworkError', abort: GIVEN_UP, timeout: 'TimeoutError' } as const

/** Observes `XMLHttpRequest`. */
export function observeXhr(page: Page, calls: Calls): void {
  const { prototype } = XMLHttpRequest
  const { open, setRequestHeader, send } = prototype
  const opened = new WeakMap<XMLHttpRequest, Opened>()

  const begin = (xhr: XMLHttpRequest, about: Opened) => {
    const { method, url, headers } = about
    if (about.call) return
    const { call, headers: added } = outgoing(page, calls, method, url, headers)
    about.call = call
    for (const [name, value] of added) setRequestHeader.call(xhr, name, value)
    xhr.addEventListener('load', () => call?.answered(xhr.status), { once: true })
    for (const [event, errorType] of Object.entries(FAILURES)) {
      const failed = () => {
        call?.failed(errorType)
        if (event === 'error' && isOwn(url)) leaveUnmarked(url)
      }
      xhr.addEventListener(event, failed, { once: true })
    }
  }

  prototype.open = new Proxy(open, {
    apply(native, xhr: XMLHttpRequest, args: Parameters<typeof open>) {
      Reflect.apply(native, xhr, args)
      quietly(() => {
        const [method, url] = args
        // One that was still under way has ended with that, and nothing tells.
        opened.get(xhr)?.call?.failed(FAILURES.abort)
        opened.set(xhr, {
          method: String(method).toUpperCase(),
          url: new URL(String(url), document.baseURI),
          headers: new Headers(),
        })
      })
    },
  })
  prototype.setRequestHeader = new Proxy(setRequestHeader, {
    apply(native, xhr: XMLHttpRequest, args: Parameters<typeof setRequestHeader>) {
      Reflect.apply(native, xhr, args)
      quietly(() => opened.get(xhr)?.headers.set(...args))
    },
  })
  prototype.send = new Proxy(send, {
    apply(native, xhr: XMLHttpRequest, args: Parameters<typeof send>) {
      const about = opened.get(xhr)
      if (about) quietly(() => begin(xhr, about))
      try {
        Reflect.apply(native, xhr, args)
      } catch (error) {
        // A synchronous one fails so, without an event.
        quietly(() => about?.call?.failed(typeOf(error)))
        throw error
      }
    },
  })
}
