export type { Agent, AgentStats, ExceptionOptions, RequestListener } from './agent.ts'
export type { AgentOptions } from './options.ts'
export type { ActiveSpan, SpanOptions } from './spans/active-span.ts'
export { startAgent } from './start-agent.ts'
