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
export type { AgentOptions } from './options.ts'
export type { Pulse } from './pulse/pulse.ts'
export { type PulseOptions, startPulse } from './pulse/start-pulse.ts'
export { appName } from './resource.ts'
export type { ActiveCall } from './spans/active-call.ts'
export type { ActiveSpan, SpanOptions } from './spans/active-span.ts'
export { errorTypeOf } from './spans/error-type.ts'
export { startAgent } from './start-agent.ts'
export { isSwitchedOn } from './switch.ts'
export { isToolProcess } from './tool-process.ts'
