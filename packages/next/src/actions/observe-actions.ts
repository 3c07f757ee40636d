import type { ActiveSpan, Agent } from '@kymo/node'
import { isControlFlow } from '../errors/control-flow.ts'
import type { ErrorRecorder } from '../errors/error-recorder.ts'
import { errorType } from '../errors/error-type.ts'
import type { AroundRun } from '../internals/around-run.ts'
import { guard } from '../internals/guard.ts'
import type { NextServer } from '../internals/next-server.ts'
import type { ActionStore, WorkUnitStore } from '../internals/next-types.ts'
import type { RequestRegistry } from '../requests/request-registry.ts'
import { actionInfo } from './action-info.ts'
import type { FormActions } from './form-actions.ts'

/**
 * Makes a span of each server action. Next.js has no hook for them: what is seen is the first unit of work in the
 * action phase within the action's own storage, whether scripts or a plain form invoked it.
 */
export function observeActions(
  agent: Agent,
  next: NextServer,
  requests: RequestRegistry,
  forms: FormActions,
  errors: ErrorRecorder,
): AroundRun<WorkUnitStore> {
  const seen = new WeakSet<ActionStore>()

  function begin(store: WorkUnitStore): ActiveSpan | undefined {
    if (store?.phase !== 'action' || store.type !== 'request') return undefined
    const action = next.action?.getStore()
    if (action?.isAction !== true || seen.has(action)) return undefined
    seen.add(action)
    const parent = agent.currentSpan()
    const request = requests.requestOf(parent)
    const byScript = request?.headers['next-action']
    const id =
      typeof byScript === 'string' ? byScript : request === undefined ? undefined : forms.idOf(request)
    const info = id === undefined ? undefined : actionInfo(id)
    const span = agent.startSpan('action', info?.name ?? '(unknown)')
    span.set('code.function.name', info?.name)
    span.set('code.file.path', info?.file)
    span.set('kymo.action.id', id)
    span.set('kymo.action.kind', byScript === undefined ? 'form' : 'fetch')
    if (request !== undefined) {
      requests.join(span, request)
      forms.markInvoked(request)
    }
    return span
  }

  function fail(span: ActiveSpan, error: unknown): void {
    if (isControlFlow(error)) {
      span.end('ok')
      return
    }
    errors.record(error, span)
    span.set('error.type', errorType(error))
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
        () => guard('server actions', () => span.end('ok')),
        (error: unknown) => guard('server actions', () => fail(span, error)),
      )
    } else span.end('ok')
    return result
  }
}
