import type { Agent } from '@kymo/node'
import { FormActions } from './actions/form-actions.ts'
import { observeActions } from './actions/observe-actions.ts'
import { observeEdge } from './edge/observe-edge.ts'
import { ErrorRecorder } from './errors/error-recorder.ts'
import { ErrorObserver } from './errors/observe-errors.ts'
import { FetchCalls } from './fetches/fetch-calls.ts'
import { observeGlobalFetch } from './fetches/global-fetch.ts'
import { CacheObserver } from './fetches/observe-cache.ts'
import { observeFetches } from './fetches/observe-fetches.ts'
import { wrapRun } from './internals/around-run.ts'
import { guard } from './internals/guard.ts'
import { type Exports, watchNextModules } from './internals/module-watch.ts'
import type { NextServer } from './internals/next-server.ts'
import type { ActionStore, Storage, WorkStore, WorkUnitStore } from './internals/next-types.ts'
import { observePages } from './page-script/page-script.ts'
import { observeRenders } from './renders/observe-renders.ts'
import { observeRequests } from './requests/observe-requests.ts'
import { RequestRegistry } from './requests/request-registry.ts'

/**
 * Makes the agent see Next.js: routes, server actions, the cache status of fetches, errors of pages and routes. It
 * waits for Next.js's server to be loaded into this process and does nothing before, so it has to be called before.
 *
 * @returns how to undo it
 */
export function instrumentNext(agent: Agent): () => void {
  if (!agent.enabled) return () => {}
  const next: NextServer = {}
  const requests = new RequestRegistry()
  const forms = new FormActions()
  const calls = new FetchCalls()
  const recorder = new ErrorRecorder(agent)
  const errors = new ErrorObserver(agent, requests, recorder)
  const cache = new CacheObserver(agent, calls)
  const renders = observeRenders(agent, requests)
  const callFetch = observeFetches(agent, next, requests, calls)
  const undo: (() => void)[] = []
  let serving = false

  function serve(): undefined {
    if (serving) return
    serving = true
    undo.push(observeRequests(agent, requests, forms), observeGlobalFetch(callFetch))
    guard('pages', () => undo.push(observePages(agent)))
  }

  function workStorage(exports: Exports): undefined {
    next.work = exports.workAsyncStorage as Storage<WorkStore>
    wrapRun<WorkStore>(next.work, (store, run) => {
      guard('requests', () => {
        if (typeof store !== 'object' || store === null) return
        cache.watch(store)
        const span = requests.requestSpanOf(agent.currentSpan())
        if (span !== undefined) requests.setWork(span, store)
      })
      return run()
    })
  }

  const unwatch = watchNextModules(
    new Map<string, (exports: Exports) => Exports | undefined>([
      ['server/lib/router-server.js', serve],
      [
        'server/base-server.js',
        (exports) => {
          serve()
          renders.baseServer(exports)
          return errors.baseServer(exports)
        },
      ],
      ['server/app-render/work-async-storage.external.js', workStorage],
      [
        'server/app-render/work-unit-async-storage.external.js',
        (exports) => {
          next.workUnit = exports.workUnitAsyncStorage as Storage<WorkUnitStore>
          wrapRun(next.workUnit, observeActions(agent, next, requests, forms, recorder))
          return undefined
        },
      ],
      [
        'server/app-render/action-async-storage.external.js',
        (exports) => {
          next.action = exports.actionAsyncStorage as Storage<ActionStore>
          return undefined
        },
      ],
      [
        'server/lib/router-utils/instrumentation-globals.external.js',
        (exports) => errors.routeModules(exports),
      ],
      ...renders.listeners,
      ['server/web/sandbox/context.js', (exports) => observeEdge(agent, callFetch, exports)],
    ]),
  )
  return () => {
    unwatch()
    for (const step of undo) step()
  }
}
