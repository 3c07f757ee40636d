// Calls of the page to its own server, one after the other.
import { bench, sleep } from './bench.js'

const calls = async (count) => {
  for (let i = 0; i < count; i++) {
    // As an app's: with pauses in which reports are sent, and not more entries than a browser keeps.
    if (i % 25 === 0) {
      performance.clearResourceTimings()
      await sleep(25)
    }
    await (await fetch(`/api/price?of=${i}`)).text()
  }
}
/** Observers that tell of calls only within something of theirs set this. */
const within = self.within ?? ((act) => act())
bench('request', { pace: (count) => within(() => calls(count)), hold: calls })
