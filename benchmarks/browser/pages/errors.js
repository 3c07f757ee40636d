// Errors that the app has caught. Observers set how they are told; the bare page only makes them.
import { bench, inSteps } from './bench.js'

const tell = self.tellError ?? (() => {})
let made = 0
/** Each of its own class, so that none is taken for one that was told of before. */
function differentError() {
  const Different = { [`Error${++made}`]: class extends Error {} }[`Error${made}`]
  return new Different(`on purpose ${made}`)
}
bench('error', { pace: (count) => inSteps(count, 2, () => void tell(differentError())) })
