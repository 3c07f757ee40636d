import type { ExceptionMechanism } from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import { onlyOne } from '../monitors/only-one.ts'
import { patched } from '../monitors/patched.ts'
import type { Page } from '../page.ts'
import { quietly } from '../quietly.ts'
import { exceptionEvent } from './exception-event.ts'

/** Exceptions told of in one visit, and of those that are the same. */
const MOST = 100
const MOST_ALIKE = 10

/** Takes over what is seen, in the place of the page's own way to tell of it. */
export interface ErrorTaker {
  take(thrown: unknown, mechanism: ExceptionMechanism): void
  /** The app wrote to `console.error`, and it was not known to be an error. */
  wrote(args: readonly unknown[]): void
  /** A file of the page did not load. */
  notLoaded(element: Element): void
}

/** What goes wrong in this window: listened for once, for the page's runtime, for an error reporter, or for both. */
export interface Errors {
  /** Tells this page from now on. */
  tell(page: Page): void
  /** Hands all over. @returns who undoes it */
  handOver(taker: ErrorTaker): () => void
  /** Something was thrown. One object is told of once, whichever ways it comes. */
  seen(thrown: unknown, mechanism: ExceptionMechanism): void
}

export const errors = (): Errors => onlyOne('errors', createErrors)

function createErrors(): Errors {
  const known = new WeakSet<object>()
  let page: Page | undefined
  let own: Pick<ErrorTaker, 'take'> | undefined
  let taker: ErrorTaker | undefined
  let undo: (() => void) | undefined

  const seen = (thrown: unknown, mechanism: ExceptionMechanism) => {
    if (typeof thrown === 'object' && thrown !== null) {
      if (known.has(thrown)) return
      known.add(thrown)
      // Next.js marks so what failed on the server, which has told of it, and what is no failure at all, as a redirect.
      if (typeof attempt(() => (thrown as { digest?: unknown }).digest) === 'string') return
    }
    ;(taker ?? own)?.take(thrown, mechanism)
  }
  const observe = () => {
    undo ??= listen(seen, () => taker)
  }

  return {
    seen,
    tell(told) {
      page = told
      own = tellerOf(told)
      observe()
    },
    handOver(next) {
      taker = next
      observe()
      return () => {
        if (taker !== next) return
        taker = undefined
        if (page) return
        undo?.()
        undo = undefined
      }
    },
  }
}

/**
 * What nothing in the page caught, what React caught while rendering, and errors that the app itself gives to
 * `console.error`.
 */
function listen(seen: Errors['seen'], taker: () => ErrorTaker | undefined): () => void {
  let foreign = false
  const failed = (event: Event) =>
    quietly(() => {
      if (event.target instanceof Element) taker()?.notLoaded(event.target)
      if (!(event instanceof ErrorEvent)) return
      // Of a script from another origin the browser says only that there was something.
      if (event.error == null && !event.filename) {
        if (foreign) return
        foreign = true
      }
      seen(event.error ?? event.message, 'window')
    })
  const rejected = ({ reason }: PromiseRejectionEvent) => quietly(() => seen(reason, 'promise'))
  // On its way down: what does not load is told of to nobody above it.
  addEventListener('error', failed, true)
  addEventListener('unhandledrejection', rejected)

  // React tells of errors that a boundary caught in no other way, and loads after this.
  const uncover = patched(console, 'error', {
    apply(native, self, args: unknown[]) {
      quietly(() => {
        const [first, second] = args
        if (first instanceof Error) seen(first, 'app')
        else if (second instanceof Error && typeof first === 'string' && first.startsWith('%o'))
          seen(second, 'react')
        else taker()?.wrote(args)
      })
      return Reflect.apply(native, self, args)
    },
  })
  return () => {
    removeEventListener('error', failed, true)
    removeEventListener('unhandledrejection', rejected)
    uncover()
  }
}

/** Tells a page's collector: so much of each visit that a loop does not fill its store. */
function tellerOf(page: Page): Pick<ErrorTaker, 'take'> {
  const { visits, transport } = page
  let visit = visits.current
  let alike = new Map<string, number>()
  let count = 0
  return {
    take(thrown, mechanism) {
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
    },
  }
}
