import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import type { Exports, ModuleListener } from '../internals/module-watch.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { AppSpans, observeRegistration } from './app-spans.ts'
import { observeTurbopack, observeWebpack } from './observe-compiler.ts'
import { observeComponents } from './observe-components.ts'
import { observeProxy } from './observe-proxy.ts'
import { observeTracer } from './observe-tracer.ts'
import { Renders } from './renders.ts'

const RUNTIMES = ['app-page', 'app-page-turbo', 'app-page-experimental', 'app-page-turbo-experimental']

export interface RenderObserver {
  /** To be called when Next.js comes to serve. Returns how to undo it. */
  serve(): () => void
  /** What is to be told of which of Next.js's files. */
  readonly listeners: readonly (readonly [file: string, listener: ModuleListener])[]
  /** Is told of `server/base-server`. */
  baseServer(exports: Exports): void
}

/**
 * Shows what Next.js does within a request: compiling, the proxy, its own stages, layouts and pages. In development
 * only: of a production server it would be most of what is sent, so there nothing is touched.
 */
export function observeRenders(agent: Agent, requests: RequestRegistry): RenderObserver {
  const renders = new Renders(agent, requests)
  const inDevelopment =
    (observe: (renders: Renders, exports: Exports) => Exports | undefined): ModuleListener =>
    (exports) =>
      // Asked when the file is loaded: the preload runs before Next.js has decided.
      process.env.NODE_ENV === 'production' ? undefined : observe(renders, exports)
  const appSpans = new AppSpans(agent, requests)
  return {
    serve: () => {
      if (process.env.NODE_ENV === 'production') return () => {}
      return agent.onRequestStart(() => guard('spans of OpenTelemetry', () => appSpans.look()))
    },
    listeners: [
      ['server/lib/trace/tracer.js', inDevelopment(observeTracer)],
      [
        'server/lib/router-utils/instrumentation-node-extensions.js',
        inDevelopment((_, exports) => observeRegistration(appSpans, exports)),
      ],
      ['server/dev/hot-reloader-turbopack.js', inDevelopment(observeTurbopack)],
      ['server/dev/hot-reloader-webpack.js', inDevelopment(observeWebpack)],
      ...RUNTIMES.map(
        (name) => [`compiled/next-server/${name}.runtime.dev.js`, inDevelopment(observeComponents)] as const,
      ),
    ],
    baseServer: inDevelopment(observeProxy),
  }
}
