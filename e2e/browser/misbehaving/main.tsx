import { getMemoryProfiler, getSignalTracker, trackPreactSignals } from '@kymo/browser'
import * as signals from '@preact/signals-core'
import { createRoot } from 'react-dom/client'
import { BusyBox } from './busy-box.tsx'
import { Calls } from './calls.tsx'
import { CartProvider, CartRow } from './cart.tsx'
import { LeakyBox } from './leaky-box.tsx'
import { Prices } from './prices.tsx'

/* A page that does all that it should not. The script of `kymo dev` is in its head, before all of this. */

trackPreactSignals(getSignalTracker(), signals)
// The test shall not have to wait as long as a developer may.
getMemoryProfiler({ interval: 150 })

createRoot(document.getElementById('root') as HTMLElement).render(
  <main>
    <CartProvider>
      <CartRow />
    </CartProvider>
    <Prices signals={signals} />
    <Calls />
    <LeakyBox />
    <BusyBox />
  </main>,
)
