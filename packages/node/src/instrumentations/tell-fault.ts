import type { IncomingMessage } from 'node:http'
import { SPAN } from '../spans/keys.ts'
import type { RequestSpan } from '../spans/request-span.ts'
import type { Instruments } from './instrumentation.ts'
import { isFault } from './is-fault.ts'

/** A request as it is where an agent has seen it. */
export type SeenRequest = IncomingMessage & { readonly [SPAN]?: RequestSpan }

/** Tells of the error that a framework answers a request with, unless it is the client's fault. Never throws. */
export function tellFault(
  { exception, hookFailed }: Pick<Instruments, 'exception' | 'hookFailed'>,
  error: unknown,
  request: SeenRequest,
): void {
  try {
    if (isFault(error)) exception(error, { escaped: false, span: request[SPAN], mechanism: 'request' })
  } catch (failure) {
    hookFailed(failure)
  }
}
