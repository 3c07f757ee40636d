import type { IncomingMessage } from 'node:http'
import type { Exports } from '../internals/module-watch.ts'
import { requestMeta } from '../internals/next-types.ts'
import type { Renders } from './renders.ts'

type HandleRequest = (this: unknown, request: IncomingMessage, ...rest: unknown[]) => unknown

/** `server/base-server`: where there is a proxy, it handles each request twice, first for the proxy alone. */
export function observeProxy(renders: Renders, exports: Exports): undefined {
  const prototype = (exports.default as { prototype?: Record<string, unknown> } | undefined)?.prototype
  const handle = prototype?.handleRequest
  if (prototype === undefined || typeof handle !== 'function') return undefined
  prototype.handleRequest = function (request, ...rest) {
    const run = () => Reflect.apply(handle, this, [request, ...rest])
    return requestMeta(request)?.middlewareInvoke === true ? renders.watch({ name: 'proxy' }, run) : run()
  } satisfies HandleRequest
  return undefined
}
