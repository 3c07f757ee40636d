import { typeOf } from '../errors/thrown.ts'
import type { Traffic } from '../fetches/traffic.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'
import { byteSize } from './byte-size.ts'
import { beginCall } from './own-traffic.ts'

/** Milliseconds in which a beacon is taken to be on its way. */
const SENT = 1000

/** Observes `navigator.sendBeacon`. A browser tells no page what became of a beacon, but how long it took. */
export function observeBeacon(traffic: Traffic): () => void {
  return patched(Navigator.prototype, 'sendBeacon', {
    apply(native, self, args: [address: unknown, body?: unknown]) {
      const call = quietly(() => beginCall(traffic, 'beacon', 'POST', args[0], { body: args[1] }))
      try {
        const taken = Reflect.apply(native, self, args) as boolean
        quietly(() => (taken ? call?.answered(0) : call?.ended('QuotaExceededError')))
        if (taken) quietly(() => spare(traffic, args[1]))
        return taken
      } catch (error) {
        quietly(() => call?.ended(typeOf(error)))
        throw error
      }
    },
  })
}

/** What a closing page may send is shared by all that it sends so. */
function spare({ page }: Traffic, body: unknown): void {
  const spared = page?.transport.spare(byteSize(body) ?? 0)
  if (spared) setTimeout(spared, SENT)
}
