import type { ErrorReporter, ErrorReporterConfig, ReportedError } from '@kymo/browser'
import type { Attributes } from '@kymo/protocol'
import { beforeEach } from 'vitest'
import { bundle } from './bundle.ts'
import type { AppOptions } from './stage.ts'
import { type Stand, useStand } from './stand.ts'

declare global {
  interface Window {
    reporter: ErrorReporter
    getErrorReporter: typeof import('@kymo/browser').getErrorReporter
    startPage: typeof import('@kymo/browser').startPage
    caught: ReportedError[]
    natives: unknown[]
  }
}

/** A stand with a page open, in which the reporter is, and is not running. */
export interface ReporterStand extends Stand {
  /** Observes the page for the collector, and its errors. */
  observe(config?: ErrorReporterConfig): Promise<void>
  /** Runs in the page without being waited for, as its own code does. */
  run(code: string): Promise<void>
  /** How the collector was told of each error so far, and its message. */
  seen(): unknown[][]
  /** Of the first error whose message has the text; none where there is no such error. */
  attributesOf(message: string): Attributes
}

const HTML = `
  <script>
    window.patched = () => [fetch, console.error, console.warn, console.info, console.log]
    window.natives = patched()
  </script>
  <script src="/__kymo/client.js"></script>
  <main>
    <button id="pay" onclick="fetch('/api/pay?token=hush-hush', { method: 'POST' }).then(() => { throw new RangeError('no money') })">Pay now</button>
    <label>Card number <input id="card"></label>
    <div id="root"></div>
  </main>`

const script = bundle(`
  import { getErrorReporter, startPage } from '@kymo/browser'
  Object.assign(window, { getErrorReporter, startPage })
`)

/** @param answer what the page's app answers; default: `ok` */
export function useReporterStand(answer?: AppOptions['answer']): ReporterStand {
  const stand = useStand({ html: HTML, script, inHead: false, ...(answer && { answer }) })
  beforeEach(() => stand.open())

  return Object.assign(stand, {
    observe: (config: ErrorReporterConfig = {}) =>
      stand.page.evaluate(
        ([url, more]) => {
          window.startPage({ url, key: 'test-key', app: 'shop' })
          window.reporter = window.getErrorReporter({ enabled: true, ...more })
        },
        [stand.collector.url, config] as const,
      ),
    run: (code: string) => stand.page.evaluate((text) => void setTimeout(text), code),
    seen: () =>
      stand.collector
        .exceptions()
        .map(({ attributes }) => [attributes['kymo.exception.mechanism'], attributes['exception.message']]),
    attributesOf: (message: string) =>
      stand.collector
        .exceptions()
        .find(({ attributes }) => String(attributes['exception.message']).includes(message))?.attributes ??
      {},
  })
}
