import { onlyOne } from '../monitors/only-one.ts'
import type { Page } from '../page.ts'
import { quietly } from '../quietly.ts'
import { type Asked, type Call, type Calls, type CallWatcher, observeCalls } from './calls.ts'
import { observeFetch } from './fetch.ts'

/** The calls of this window: patched once, for the page's runtime, for monitors, or for both. */
export interface Traffic {
  /** That is told; without one only watchers are. */
  readonly page: Page | undefined
  readonly watchers: ReadonlySet<CallWatcher>
  /** The unpatched `fetch`. */
  readonly fetch: typeof fetch
  /** Nothing where nobody observes. */
  begin(asked: Asked): Call | undefined
  /** Tells this page from now on. */
  tell(page: Page): void
  /** @returns who undoes it */
  watch(watcher: CallWatcher): () => void
  settle(): void
}

export const traffic = (): Traffic => onlyOne('traffic', createTraffic)

function createTraffic(): Traffic {
  const watchers = new Set<CallWatcher>()
  let page: Page | undefined
  let native: typeof fetch | undefined
  let calls: Calls | undefined
  let undo: (() => void) | undefined

  const observe = () => {
    if (calls) return
    native = window.fetch
    calls = observeCalls(all)
    undo = quietly(() => observeFetch(all))
  }
  const all: Traffic = {
    get page() {
      return page
    },
    watchers,
    get fetch() {
      return native ?? window.fetch
    },
    begin: (asked) => calls?.begin(asked),
    tell(told) {
      page = told
      observe()
    },
    watch(watcher) {
      watchers.add(watcher)
      observe()
      return () => {
        if (page || watchers.size > 1) return void watchers.delete(watcher)
        // What is under way ends for its last watcher with that.
        calls?.stop()
        undo?.()
        watchers.clear()
        native = calls = undo = undefined
      }
    },
    settle: () => calls?.settle(),
  }
  return all
}
