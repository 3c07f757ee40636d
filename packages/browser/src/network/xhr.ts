import { GIVEN_UP } from '@kymo/protocol'
import { typeOf } from '../errors/thrown.ts'
import type { Call } from '../fetches/calls.ts'
import { isOwn, leaveUnmarked, outgoing } from '../fetches/marked-headers.ts'
import type { Traffic } from '../fetches/traffic.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'

interface Opened {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  call?: Call | undefined
}

/** What `error.type` says of the way in which it ended without an answer. */
const FAILURES = { error: 'NetworkError', abort: GIVEN_UP, timeout: 'TimeoutError' } as const

/** Observes `XMLHttpRequest`, and all classes made of it. */
export function observeXhr(traffic: Traffic): () => void {
  const { prototype } = XMLHttpRequest
  const { setRequestHeader } = prototype
  const opened = new WeakMap<XMLHttpRequest, Opened>()
  const heard = new WeakSet<XMLHttpRequest>()

  const begin = (xhr: XMLHttpRequest, about: Opened, body: unknown) => {
    const { method, url, headers } = about
    if (about.call) return
    const { call, headers: added } = outgoing(traffic, { by: 'xhr', method, url, body }, headers)
    about.call = call
    for (const [name, value] of added) Reflect.apply(setRequestHeader, xhr, [name, value])
    if (heard.has(xhr)) return
    heard.add(xhr)
    for (const event of ['load', 'error', 'abort', 'timeout'] as const)
      xhr.addEventListener(event, () => quietly(() => over(xhr, event)))
  }

  /** Whoever heard of it before may have opened it again: then it is over already. */
  const over = (xhr: XMLHttpRequest, event: 'load' | keyof typeof FAILURES) => {
    const about = opened.get(xhr)
    if ((xhr.readyState !== XMLHttpRequest.DONE && xhr.readyState !== XMLHttpRequest.UNSENT) || !about) return
    opened.delete(xhr)
    if (event === 'load') about.call?.answered(xhr.status)
    else about.call?.ended(FAILURES[event])
    if (event === 'error' && isOwn(about.url)) leaveUnmarked(about.url)
  }

  const undo = [
    patched(prototype, 'open', {
      apply(native, xhr: XMLHttpRequest, args: unknown[]) {
        // From a handler that runs before the one here.
        if (xhr.readyState === XMLHttpRequest.DONE) quietly(() => over(xhr, xhr.status ? 'load' : 'error'))
        const result = Reflect.apply(native, xhr, args)
        quietly(() => {
          const [method, url] = args
          // One that was still under way has ended with that, and nothing tells.
          opened.get(xhr)?.call?.ended(FAILURES.abort)
          opened.set(xhr, {
            method: String(method).toUpperCase(),
            url: new URL(String(url), document.baseURI),
            headers: new Headers(),
          })
        })
        return result
      },
    }),
    patched(prototype, 'setRequestHeader', {
      apply(native, xhr: XMLHttpRequest, args: [string, string]) {
        const result = Reflect.apply(native, xhr, args)
        quietly(() => opened.get(xhr)?.headers.set(...args))
        return result
      },
    }),
    patched(prototype, 'send', {
      apply(native, xhr: XMLHttpRequest, args: [unknown?]) {
        const about = opened.get(xhr)
        if (about) quietly(() => begin(xhr, about, args[0]))
        try {
          return Reflect.apply(native, xhr, args)
        } catch (error) {
          // A synchronous one fails so, without an event.
          quietly(() => about?.call?.ended(typeOf(error)))
          throw error
        }
      },
    }),
  ]
  return () => {
    for (const one of undo) one()
  }
}
