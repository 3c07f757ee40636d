// The browser's own marks and measures, upon which those of monitors stand.
import { bench, inSteps } from './bench.js'

const clear = () => {
  performance.clearMarks()
  performance.clearMeasures()
}
const marks = (count) => {
  for (let i = 0; i < count; i++) performance.mark('step')
}
const measures = (count) => {
  performance.mark('begin')
  for (let i = 0; i < count; i++) performance.measure('step', 'begin')
}
bench('mark', {
  run: marks,
  hold: marks,
  pace: (count) => inSteps(count, 20, () => void performance.mark('step')),
  clear,
})
bench('measure', {
  run: measures,
  hold: measures,
  pace: (count) => inSteps(count, 20, () => void performance.measure('step')),
  clear,
})
