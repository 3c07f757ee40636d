import { BROWSER_INGEST_PATH } from '@kymo/protocol'
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { KymoError } from '../kymo-error.ts'
import { authorize } from '../security/authorize.ts'
import { StoreError } from '../store/store-error.ts'
import { accessRoutes, type LoginOptions, loginRoutes } from './access.ts'
import { actionRoutes } from './actions.ts'
import { alertRoutes } from './alerts.ts'
import { ApiError, errorBody, notFound } from './api-error.ts'
import { browserRoutes } from './browser.ts'
import { type BrowserIngestOptions, browserIngestRoutes } from './browser-ingest.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { errorRoutes } from './errors.ts'
import { fetchRoutes } from './fetches.ts'
import { ingestRoutes } from './ingest.ts'
import { performanceRoutes } from './performance.ts'
import { pulseRoutes } from './pulse.ts'
import { runtimeRoutes } from './runtime.ts'
import { sessionRoutes } from './sessions.ts'
import { statusRoutes } from './status.ts'
import { streamRoutes } from './stream.ts'
import { traceRoutes } from './traces.ts'
import { trafficRoutes } from './traffic.ts'

/** Everything the collector answers over HTTP, behind the gate. */
export function createApp(
  context: ApiContext,
  login: LoginOptions,
  browserIngest: BrowserIngestOptions,
  dashboard: Hono<ApiEnv>,
): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  // Before the token is asked for: pages have a key of their own, and who logs in shows it in the body.
  app.route(BROWSER_INGEST_PATH, browserIngestRoutes(context, browserIngest))
  app.route('/api', loginRoutes(login))
  app.use('/api/*', authorize(login.authorizer))
  app.route('/api/access', accessRoutes())
  app.route('/api/ingest', ingestRoutes(context))
  app.route('/api/runtime', runtimeRoutes(context))
  app.route('/api/sessions', sessionRoutes(context))
  app.route('/api/traces', traceRoutes(context))
  app.route('/api/fetches', fetchRoutes(context))
  app.route('/api/actions', actionRoutes(context))
  app.route('/api/errors', errorRoutes(context))
  app.route('/api/browser', browserRoutes(context))
  app.route('/api/performance', performanceRoutes(context))
  app.route('/api/pulse/traffic', trafficRoutes(context))
  app.route('/api/pulse', pulseRoutes(context))
  app.route('/api/alerts', alertRoutes(context))
  app.route('/api/status', statusRoutes(context))
  app.route('/api/stream', streamRoutes(context))
  app.all('/api/*', () => {
    throw notFound('There is nothing at this address.')
  })
  app.route('/', dashboard)
  app.onError((error, c) => {
    const { status, headers, body } = answerOf(error)
    if (status === 500) context.report(error)
    return c.json(body, status as ContentfulStatusCode, headers)
  })
  app.notFound((c) => c.json(errorBody(notFound('There is nothing at this address.')), 404))
  return app
}

/** What a thrown error is answered with. */
export function answerOf(error: unknown): {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: ReturnType<typeof errorBody>
} {
  if (error instanceof ApiError) {
    return { status: error.status, headers: { ...error.headers }, body: errorBody(error) }
  }
  if (error instanceof StoreError) return { status: 503, headers: {}, body: errorBody(error) }
  // What went wrong inside is no business of the client.
  const hidden = new KymoError('INTERNAL', 'The collector failed to answer.', 'Its own output says more.')
  return { status: 500, headers: {}, body: errorBody(hidden) }
}
