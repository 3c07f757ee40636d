import type { Agent } from './agent.ts'
import { inertCall, inertSpan } from './spans/inert-span.ts'

const nothing = (): void => {}
const nothingLater = (): Promise<void> => Promise.resolve()

/** Takes every call and does nothing. */
export const DISABLED_AGENT: Agent = {
  enabled: false,
  resource: { 'service.name': '', 'service.instance.id': '' },
  startSpan: inertSpan,
  startCall: inertCall,
  currentSpan: () => undefined,
  runInSpan: (_span, fn) => fn(),
  requestSpan: () => undefined,
  onRequestStart: () => nothing,
  onRequestEnd: () => nothing,
  onCallStart: () => nothing,
  exception: nothing,
  onException: () => nothing,
  flush: nothingLater,
  stop: nothingLater,
  stats: { facts: 0, sent: 0, dropped: 0, pending: 0, hookErrors: 0 },
}
