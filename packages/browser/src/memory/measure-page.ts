import { quietly } from '../quietly.ts'

interface MeasuringPerformance {
  measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>
}

/** Whether the browser can tell how much memory the whole page takes: only to one that is isolated from other origins. */
export const canMeasurePage = (): boolean =>
  globalThis.crossOriginIsolated === true &&
  typeof (performance as MeasuringPerformance).measureUserAgentSpecificMemory === 'function'

/**
 * Asks for it every so often while the page is shown. The browser answers after the next collection, which it may bring
 * about for the purpose: not often, therefore.
 *
 * @param interval milliseconds
 * @param measured is given the bytes
 */
export function measurePage(interval: number, measured: (bytes: number) => void): () => void {
  let asked = false
  let stopped = false
  const measure = () => {
    if (asked || document.hidden) return
    asked = true
    ;(performance as MeasuringPerformance)
      .measureUserAgentSpecificMemory?.()
      .then(({ bytes }) => {
        asked = false
        if (!stopped) quietly(() => measured(bytes))
      })
      .catch(() => {
        // A document that is being left, or that may not be measured after all.
        asked = false
      })
  }
  measure()
  const timer = setInterval(() => quietly(measure), interval)
  return () => {
    stopped = true
    clearInterval(timer)
  }
}
