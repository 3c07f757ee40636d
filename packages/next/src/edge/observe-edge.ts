import type { Agent } from '@kymo/node'
import type { CallFetch } from '../fetches/global-fetch.ts'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'

type Fetch = typeof globalThis.fetch

interface ModuleContext {
  readonly runtime?: { readonly context?: { fetch?: Fetch } }
}

type GetModuleContext = (options: { readonly moduleName?: string }) => Promise<ModuleContext>

const OBSERVED = Symbol.for('kymo.next.edge')

/**
 * `server/web/sandbox/context`: Edge code runs in this process, in a global scope of its own that has its own `fetch`.
 * A new scope is made after every edit.
 */
export function observeEdge(agent: Agent, call: CallFetch, exports: Exports): Exports | undefined {
  const getModuleContext = exports.getModuleContext as GetModuleContext | undefined
  if (typeof getModuleContext !== 'function') return undefined
  return withExport(exports, 'getModuleContext', async (options: Parameters<GetModuleContext>[0]) => {
    const moduleContext = await getModuleContext(options)
    guard('edge', () => {
      const context = moduleContext.runtime?.context
      if (context !== undefined) observeFetch(context, call)
      // The proxy runs before a request of any runtime; only what answers it says where it ran.
      if (options.moduleName?.startsWith('app/') || options.moduleName?.startsWith('pages/')) {
        agent.currentSpan()?.set('kymo.runtime', 'edge')
      }
    })
    return moduleContext
  })
}

function observeFetch(context: { fetch?: Fetch }, call: CallFetch): void {
  const { fetch } = context
  if (typeof fetch !== 'function' || OBSERVED in context) return
  Object.defineProperty(context, OBSERVED, { value: true })
  context.fetch = (...args) => call(() => fetch(...args), args, 'edge')
}
