// Looks at the memory of a page of a thousand elements, some of which listen.
import { getMemoryProfiler } from '@kymo/browser'
import { bench } from './bench.js'

const profiler = getMemoryProfiler({ enabled: true, maxEntries: 100_000, interval: 3_600_000 })
for (let i = 0; i < 1000; i++) {
  const element = document.body.appendChild(document.createElement('p'))
  if (i % 10 === 0) element.addEventListener('click', () => {})
}
const look = (count) => {
  for (let i = 0; i < count; i++) profiler.snapshot()
}
bench('snapshot', { run: look, hold: look, clear: () => profiler.clear() })
