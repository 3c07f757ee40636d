import { chromium } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../../tests/support/chromium.mjs'

export function launchChromium() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGUMENTS, '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  })
}

/** A page of its own profile, and how to ask Chromium about it. */
export async function freshPage(browser) {
  const context = await browser.newContext()
  const page = await context.newPage()
  page.on('pageerror', (error) => {
    if (!error.message.startsWith('on purpose')) console.error(`page: ${error.stack}`)
  })
  const session = await context.newCDPSession(page)
  // CPU time of the main thread, rather than time that went by: what else runs on the machine is not in it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('HeapProfiler.enable')
  return {
    page,
    /** Milliseconds of CPU so far: of all tasks of the main thread, and of these in scripts. */
    async cpu() {
      const { metrics } = await session.send('Performance.getMetrics')
      const value = (name) => metrics.find((metric) => metric.name === name).value * 1000
      return { tasks: value('TaskDuration'), scripts: value('ScriptDuration') }
    },
    /** Bytes that are held, by scripts and by what the browser keeps for them. */
    async heap() {
      for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage')
      const { usedSize, embedderHeapUsedSize = 0 } = await session.send('Runtime.getHeapUsage')
      return usedSize + embedderHeapUsedSize
    },
    close: () => context.close(),
  }
}
