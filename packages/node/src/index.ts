export type {
  Agent,
  AgentStats,
  CallListener,
  ExceptionListener,
  ExceptionOptions,
  ExceptionReport,
  RequestListener,
} from './agent.ts'
export { AGENT_FOLDER } from './agent-folder.ts'
export { pulseFastify } from './middlewares/pulse-fastify.ts'
export { pulseHono } from './middlewares/pulse-hono.ts'
export {
  type PulseMiddleware,
  type PulseMiddlewareOptions,
  pulseErrors,
  pulseMiddleware,
} from './middlewares/pulse-middleware.ts'
export type { AgentOptions } from './options.ts'
export type { Pulse } from './pulse/pulse.ts'
export { runJob } from './pulse/run-job.ts'
export type { SlowRoutes } from './pulse/slow/slow-thresholds.ts'
export { type PulseOptions, startPulse } from './pulse/start-pulse.ts'
export { appName } from './resource.ts'
export type { ActiveCall } from './spans/active-call.ts'
export type { ActiveSpan, SpanOptions } from './spans/active-span.ts'
export { errorTypeOf } from './spans/error-type.ts'
export { startAgent } from './start-agent.ts'
export { isSwitchedOn } from './switch.ts'
export { isToolProcess } from './tool-process.ts'
