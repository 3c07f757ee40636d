import { type MetricWithAttribution, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution'
import { keptText, keptUrl } from '../kept.ts'
import type { VitalsBuild } from './vitals.ts'

/** UTF-16 units of one value. */
const LENGTH = 500

/** What the library tells as text, by the name under which it is kept. */
const TARGETS = ['target', 'interactionTarget', 'largestShiftTarget']

export const attributedVitals: VitalsBuild = {
  observe(told) {
    for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(told, { reportAllChanges: true })
  },
  attribution(metric) {
    const told = (metric as MetricWithAttribution).attribution as unknown as Readonly<Record<string, unknown>>
    const kept: Record<string, string | number> = {}
    for (const [name, value] of Object.entries(told ?? {})) {
      // Times of the page's own clock say nothing elsewhere.
      if (typeof value === 'number' && !name.endsWith('Time')) kept[name] = Math.round(value * 1e4) / 1e4
      else if (typeof value !== 'string' || !value) continue
      else if (name === 'url') kept.url = keptUrl(value).slice(0, LENGTH)
      else kept[TARGETS.includes(name) ? 'target' : name] = keptText(value, LENGTH)
    }
    return { ...kept, ...scriptOf(told?.longestScript) }
  },
}

/** The script that made an interaction slow. */
function scriptOf(longest: unknown): Readonly<Record<string, string | number>> {
  const { entry, subpart, intersectingDuration } = (longest ?? {}) as {
    readonly entry?: {
      readonly invoker?: string
      readonly sourceURL?: string
      readonly sourceFunctionName?: string
    }
    readonly subpart?: string
    readonly intersectingDuration?: number
  }
  if (!entry) return {}
  const { invoker = '', sourceURL = '', sourceFunctionName = '' } = entry
  return {
    ...(invoker && { scriptInvoker: keptText(invoker, LENGTH) }),
    ...(sourceURL && { scriptUrl: keptUrl(sourceURL).slice(0, LENGTH) }),
    ...(sourceFunctionName && { scriptFunction: keptText(sourceFunctionName, LENGTH) }),
    ...(subpart && { scriptSubpart: subpart }),
    ...(intersectingDuration !== undefined && { scriptDuration: Math.round(intersectingDuration) }),
  }
}
