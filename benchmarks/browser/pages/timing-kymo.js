import { getPerformanceMonitor, mark, measure } from '@kymo/browser'
import { bench, inSteps } from './bench.js'

const monitor = getPerformanceMonitor({ enabled: true, maxEntries: 100_000 })
const clear = () => {
  performance.clearMarks()
  performance.clearMeasures()
  monitor.clear()
}
const marks = (count) => {
  for (let i = 0; i < count; i++) mark('step')
}
const measures = (count) => {
  mark('begin')
  for (let i = 0; i < count; i++) measure('step', 'begin')
}
bench('mark', {
  run: marks,
  hold: marks,
  pace: (count) => inSteps(count, 20, () => void mark('step')),
  clear,
})
bench('measure', {
  run: measures,
  hold: measures,
  pace: (count) => inSteps(count, 20, () => void measure('step')),
  clear,
})
