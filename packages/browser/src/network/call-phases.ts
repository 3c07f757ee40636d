import { type AttributeValue, type CallPhase, PHASE_PREFIX } from '@kymo/protocol'

/** What the browser tells of a call's parts, milliseconds; `undefined` where it does not. */
export function callPhases(
  timing: PerformanceResourceTiming | undefined,
): Readonly<Record<CallPhase, number>> | undefined {
  // Zero where another origin does not allow it, and of what came out of a service worker.
  if (!timing?.requestStart || !timing.responseStart) return undefined
  const { startTime, redirectStart, redirectEnd, domainLookupStart, domainLookupEnd } = timing
  const { connectStart, secureConnectionStart, connectEnd, requestStart, responseStart, responseEnd } = timing
  const redirect = redirectEnd - redirectStart
  const dns = domainLookupEnd - domainLookupStart
  const tls = secureConnectionStart ? connectEnd - secureConnectionStart : 0
  const connect = connectEnd - connectStart - tls
  const phases = {
    redirect,
    // All that is neither of the others: before it looked for a connection, and until it had one.
    wait: requestStart - startTime - redirect - dns - connect - tls,
    dns,
    connect,
    tls,
    request: responseStart - requestStart,
    response: responseEnd - responseStart,
  }
  return Object.fromEntries(
    Object.entries(phases).map(([name, time]) => [name, Math.max(0, Math.round(time * 1000) / 1000)]),
  ) as Record<CallPhase, number>
}

export const phaseAttributes = (phases: Readonly<Record<string, number>>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(phases).map(([name, time]) => [PHASE_PREFIX + name, time]))
