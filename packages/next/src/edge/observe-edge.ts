import type { Agent } from '@kymo/node'
import { type CallFetch, type FetchScope, observeGlobalFetch } from '../fetches/global-fetch.ts'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'

type Fetch = typeof globalThis.fetch

interface ModuleContext {
  readonly runtime?: { readonly context?: { fetch?: Fetch } }
}

type GetModuleContext = (options: { readonly moduleName?: string }) => Promise<ModuleContext>

const OBSERVED = Symbol.for('kymo.next.edge')

/** The proxy, wherever it is kept. */
const PROXY_MODULE = /^(?:src\/)?(?:middleware|proxy)$/
const ROUTE_MODULE = /^(?:app|pages)\//

/**
 * `server/web/sandbox/context`: Edge code runs in this process, in a global scope of its own that has its own `fetch`,
 * and, for routes of the App Router, its own copy of Next.js's. A new scope is made after every edit.
 *
 * @param watchWork is given the storage of a scope's renders
 */
export function observeEdge(
  agent: Agent,
  call: CallFetch,
  watchWork: (storage: unknown) => void,
  exports: Exports,
): Exports | undefined {
  const getModuleContext = exports.getModuleContext as GetModuleContext | undefined
  if (typeof getModuleContext !== 'function') return undefined

  function observeScope(global: { fetch?: Fetch } | undefined, scope: FetchScope): void {
    if (global === undefined || OBSERVED in global) return
    Object.defineProperty(global, OBSERVED, { value: true })
    observeGlobalFetch(call, { scope, global, taken: watchWork })
  }

  return withExport(exports, 'getModuleContext', async (options: Parameters<GetModuleContext>[0]) => {
    const moduleContext = await getModuleContext(options)
    guard('edge', () => {
      const name = options.moduleName ?? ''
      observeScope(moduleContext.runtime?.context, PROXY_MODULE.test(name) ? 'edge-proxy' : 'edge')
      // The proxy runs before a request of any runtime; only what answers it says where it ran.
      if (ROUTE_MODULE.test(name)) agent.currentSpan()?.set('kymo.runtime', 'edge')
    })
    return moduleContext
  })
}
