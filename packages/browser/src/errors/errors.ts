import type { ExceptionMechanism } from '@kymo/protocol'
import type { Page } from '../page.ts'
import { quietly } from '../quietly.ts'
import { exceptionEvent } from './exception-event.ts'

/** Exceptions told of in one visit, and of those that are the same. */
const MOST = 100
const MOST_ALIKE = 10

/**
 * Tells of what nothing in the page caught, of what React caught while rendering, and of errors that the app itself
 * gives to `console.error`. One object is told of once, whichever ways it comes.
 */
export function observeErrors(page: Page): void {
  const { visits, transport } = page
  const known = new WeakSet<object>()
  let visit = visits.current
  let alike = new Map<string, number>()
  let count = 0

  const tell = (thrown: unknown, mechanism: ExceptionMechanism) => {
    if (typeof thrown === 'object' && thrown !== null) {
      if (known.has(thrown)) return
      known.add(thrown)
      // Next.js marks so what failed on the server, which has told of it, and what is no failure at all, as a redirect.
      if (typeof (thrown as { digest?: unknown }).digest === 'string') return
    }
    if (visit !== visits.current) {
      visit = visits.current
      alike = new Map()
      count = 0
    }
    if (count === MOST) return transport.drop()
    const event = exceptionEvent(thrown, mechanism, visit)
    const key = String(event.attributes['exception.stacktrace'] ?? event.attributes['exception.message'])
    const times = alike.get(key) ?? 0
    alike.set(key, times + 1)
    if (times >= MOST_ALIKE) return transport.drop()
    count++
    page.record(event)
  }

  let foreign = false
  addEventListener('error', (event) =>
    quietly(() => {
      if (!(event instanceof ErrorEvent)) return
      // Of a script from another origin the browser says only that there was something.
      if (event.error == null && !event.filename) {
        if (foreign) return
        foreign = true
      }
      tell(event.error ?? event.message, 'window')
    }),
  )
  addEventListener('unhandledrejection', ({ reason }) => quietly(() => tell(reason, 'promise')))

  // React tells of errors that a boundary caught in no other way, and loads after this.
  console.error = new Proxy(console.error, {
    apply(native, self, args: unknown[]) {
      quietly(() => {
        const [first, second] = args
        if (first instanceof Error) tell(first, 'app')
        else if (second instanceof Error && typeof first === 'string') {
          if (first.startsWith('%o')) tell(second, 'react')
        }
      })
      return Reflect.apply(native, self, args)
    },
  })
}
