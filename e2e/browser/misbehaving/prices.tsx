import type * as Signals from '@preact/signals-core'
import { useMemo } from 'react'

/** A total that needs the tax, which needs the total; and a signal that is set far too often. */
function makePrices({ signal, computed, effect }: typeof Signals) {
  const net = signal(100, { name: 'net' })
  const total: Signals.ReadonlySignal<number> = computed(() => net.value + tax.value, { name: 'total' })
  const tax: Signals.ReadonlySignal<number> = computed(() => total.value * 0.2, { name: 'tax' })
  const pointer = signal(0, { name: 'pointer' })
  effect(() => void pointer.value, { name: 'draw' })
  return { total, pointer }
}

export function Prices({ signals }: { signals: typeof Signals }) {
  const { total, pointer } = useMemo(() => makePrices(signals), [signals])
  const move = () => {
    for (let step = 1; step <= 500; step++) pointer.value = step
  }
  return (
    <section>
      <button type="button" onClick={() => alert(total.value)}>
        Total
      </button>
      <button type="button" onClick={move}>
        Move
      </button>
    </section>
  )
}
