import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import type { NextServer } from '../internals/next-server.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { callStack, describeCallSite } from './call-site.ts'
import { fetchOrigin } from './fetch-origin.ts'

/**
 * Says where calls come from that are made without `fetch`, as by `node:http`, of which Next.js knows nothing.
 *
 * @returns how to undo it
 */
export function observeClients(agent: Agent, next: NextServer, requests: RequestRegistry): () => void {
  return agent.onCallStart(function started(span) {
    return guard('calls', () => {
      const parent = agent.currentSpan()
      // What a cache does for a call of fetch is not the app's.
      if (parent === undefined || parent.kind === 'fetch') return undefined
      const request = requests.requestOf(parent)
      span.set('kymo.fetch.origin', fetchOrigin({ next, scope: 'nodejs', span: parent, request }))
      const stack = callStack(started)
      return stack === undefined ? undefined : () => describeCallSite(span, stack)
    })
  })
}
