import type { IncomingMessage } from 'node:http'
import { type ActiveSpan, type Agent, errorTypeOf } from '@kymo/node'
import { isControlFlow } from '../errors/control-flow.ts'
import type { ErrorRecorder } from '../errors/error-recorder.ts'
import type { AroundRun } from '../internals/around-run.ts'
import { guard } from '../internals/guard.ts'
import type { NextServer } from '../internals/next-server.ts'
import type { ActionStore, WorkUnitStore } from '../internals/next-types.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { actionArguments } from './action-arguments.ts'
import { type ActionInfo, actionInfo } from './action-info.ts'
import { actionLine } from './action-line.ts'
import { fallbackStatus, redirectTarget, revalidated } from './action-outcome.ts'
import { type ActionRequests, capturesArguments } from './action-requests.ts'
import { argumentsJson } from './shown-arguments.ts'

/**
 * Makes a span of each server action. Next.js has no hook for them: what is seen is the first unit of work in the
 * action phase within the action's own storage, whether scripts or a plain form invoked it.
 */
export function observeActions(
  agent: Agent,
  next: NextServer,
  requests: RequestRegistry,
  actions: ActionRequests,
  errors: ErrorRecorder,
): AroundRun<WorkUnitStore> {
  const seen = new WeakSet<ActionStore>()

  function begin(store: WorkUnitStore): ActiveSpan | undefined {
    if (store?.phase !== 'action' || store.type !== 'request') return undefined
    const action = next.action?.getStore()
    // A form posted to a route handler may be an action for all that Next.js looks at, but none is run there.
    if (action?.isAction !== true || action.isAppRoute === true || seen.has(action)) return undefined
    seen.add(action)
    const request = requests.requestOf(agent.currentSpan())
    const sent = request?.headers['next-action']
    const byScript = typeof sent === 'string'
    const id = byScript ? sent : request && actions.bodyOf(request)?.formAction?.id
    const info = id === undefined ? undefined : actionInfo(id)
    const span = agent.startSpan('action', info?.name ?? '(unknown)')
    span.set('kymo.action.id', id)
    span.set('kymo.action.kind', byScript ? 'fetch' : 'form')
    if (info !== undefined) describe(span, info)
    if (request !== undefined) {
      requests.join(span, request)
      guard('arguments of server actions', () => {
        span.set('kymo.action.args', argumentsOf(request, byScript, info?.inline !== undefined))
      })
    }
    return span
  }

  function argumentsOf(request: IncomingMessage, byScript: boolean, inline: boolean): string | undefined {
    const body = capturesArguments() ? actions.bodyOf(request) : undefined
    const args = body === undefined ? undefined : actionArguments(body, byScript, inline)
    return args === undefined ? undefined : argumentsJson(args)
  }

  function outcome(span: ActiveSpan): void {
    const work = next.work?.getStore()
    const stale = work === undefined ? [] : revalidated(work)
    if (stale.length > 0) span.set('kymo.action.revalidated', stale)
  }

  function succeed(span: ActiveSpan): void {
    outcome(span)
    span.end('ok')
  }

  function fail(span: ActiveSpan, error: unknown): void {
    outcome(span)
    if (isControlFlow(error)) {
      span.set('kymo.action.redirect', redirectTarget(error))
      span.set('http.response.status_code', fallbackStatus(error))
      span.end('ok')
      return
    }
    errors.record(error, span)
    span.set('error.type', errorTypeOf(error))
    span.end('error')
  }

  return <T>(store: WorkUnitStore, run: () => T): T => {
    const span = guard('server actions', () => begin(store))
    if (span === undefined) return run()
    let result: T
    try {
      result = agent.runInSpan(span, run)
    } catch (error) {
      guard('server actions', () => fail(span, error))
      throw error
    }
    if (result instanceof Promise) {
      result.then(
        () => guard('server actions', () => succeed(span)),
        (error: unknown) => guard('server actions', () => fail(span, error)),
      )
    } else guard('server actions', () => succeed(span))
    return result
  }
}

function describe(span: ActiveSpan, info: ActionInfo): void {
  span.set('code.function.name', info.name)
  span.set('code.file.path', info.file)
  if (process.env.NODE_ENV !== 'production') span.set('code.line.number', actionLine(info, process.cwd()))
}
