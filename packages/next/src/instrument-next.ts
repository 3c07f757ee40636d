import type { Agent } from '@kymo/node'
import { ActionRequests } from './actions/action-requests.ts'
import { observeActions } from './actions/observe-actions.ts'
import { observeCachedFunctions } from './cached-functions/observe-cached-functions.ts'
import { observeEdge } from './edge/observe-edge.ts'
import { observeAfterErrors, observeAwaiter } from './errors/after-errors.ts'
import { observeEdgeErrors } from './errors/edge-errors.ts'
import { ErrorRecorder } from './errors/error-recorder.ts'
import { ErrorObserver } from './errors/observe-errors.ts'
import { observePageErrors } from './errors/page-errors.ts'
import { observeProxyErrors } from './errors/proxy-errors.ts'
import { observeRegisterErrors } from './errors/register-errors.ts'
import { FetchCalls } from './fetches/fetch-calls.ts'
import { observeGlobalFetch } from './fetches/global-fetch.ts'
import { CacheObserver } from './fetches/observe-cache.ts'
import { observeClients } from './fetches/observe-clients.ts'
import { observeFetches } from './fetches/observe-fetches.ts'
import { wrapRun } from './internals/around-run.ts'
import { guard } from './internals/guard.ts'
import { type Exports, watchNextModules } from './internals/module-watch.ts'
import type { NextServer } from './internals/next-server.ts'
import type { ActionStore, ConsoleStore, Storage, WorkStore, WorkUnitStore } from './internals/next-types.ts'
import { observePages } from './page-script/page-script.ts'
import { observeRenders } from './renders/observe-renders.ts'
import { observeRequests } from './requests/observe-requests.ts'
import { RequestRegistry } from './requests/request-registry.ts'
import { learnProject } from './sources/learn-project.ts'

/** Next.js as it is observed in this process. */
export interface NextInstrumentation {
  /** Tells of an error that Next.js hands to the app's `onRequestError`; one that is known already is passed over. */
  requestError(error: unknown, request: unknown, context: unknown): void
  /** Takes every hook out of the process. */
  stop(): void
}

/**
 * Makes the agent see Next.js: routes, server actions, the cache status of fetches, errors of pages and routes. It
 * waits for Next.js's server to be loaded into this process and does nothing before. What was loaded already is seen,
 * too, except for fetches of Edge scopes that were made by then.
 */
export function instrumentNext(agent: Agent): NextInstrumentation {
  if (!agent.enabled) return { requestError: () => {}, stop: () => {} }
  const next: NextServer = {}
  const requests = new RequestRegistry()
  const actions = new ActionRequests()
  const calls = new FetchCalls()
  const recorder = new ErrorRecorder(agent, next, requests)
  const errors = new ErrorObserver(agent, requests, recorder)
  const cache = new CacheObserver(agent, calls)
  const renders = observeRenders(agent, requests)
  const callFetch = observeFetches(agent, next, requests, calls)
  const undo: (() => void)[] = []
  let serving = false

  function serve(): undefined {
    if (serving) return
    serving = true
    undo.push(recorder.observe(), observePageErrors(agent, recorder))
    undo.push(
      observeRequests(agent, requests, actions),
      observeGlobalFetch(callFetch),
      observeClients(agent, next, requests),
      renders.serve(),
    )
    guard('pages', () => undo.push(observePages(agent)))
  }

  function workStorage(exports: Exports): undefined {
    next.work = exports.workAsyncStorage as Storage<WorkStore>
    wrapRun<WorkStore>(next.work, (store, run) => {
      guard('requests', () => {
        if (typeof store !== 'object' || store === null) return
        cache.watch(store)
        observeAfterErrors(agent, recorder, store)
        const span = requests.requestSpanOf(agent.currentSpan())
        if (span !== undefined) requests.setWork(span, store)
      })
      return run()
    })
  }

  const unwatch = watchNextModules(
    new Map<string, (exports: Exports) => Exports | undefined>([
      [
        'server/lib/router-server.js',
        (exports) => {
          serve()
          return learnProject(exports)
        },
      ],
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
          wrapRun(next.workUnit, observeActions(agent, next, requests, actions, recorder))
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
        'server/app-render/console-async-storage.external.js',
        (exports) => {
          next.console = exports.consoleAsyncStorage as Storage<ConsoleStore>
          return undefined
        },
      ],
      [
        'server/lib/router-utils/instrumentation-globals.external.js',
        (exports) => errors.routeModules(observeRegisterErrors(agent, exports)),
      ],
      ...renders.listeners,
      ['server/after/awaiter.js', (exports) => observeAwaiter(agent, recorder, exports)],
      ['server/next-server.js', (exports) => observeProxyErrors(agent, recorder, exports)],
      ['server/use-cache/handlers.js', (exports) => observeCachedFunctions(agent, exports)],
      [
        'server/web/sandbox/context.js',
        (exports) =>
          observeEdge(
            agent,
            callFetch,
            (storage) => cache.watchStorage(storage),
            observeEdgeErrors(agent, recorder, exports),
          ),
      ],
    ]),
  )
  return {
    requestError: (error, request, context) => errors.record(error, request, context),
    stop: () => {
      unwatch()
      for (const step of undo) step()
    },
  }
}
