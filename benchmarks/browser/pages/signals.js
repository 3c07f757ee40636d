// Signals on which an effect depends, set one value after the other.
import * as preactModule from '@preact/signals-core'
import * as vueModule from '@vue/reactivity'
import * as alienModule from 'alien-signals'
import * as solidModule from 'solid-js'
import { bench } from './bench.js'

const modules = { preact: preactModule, alien: alienModule, solid: solidModule, vue: vueModule }
const { preact, alien, solid, vue } = self.trackSignals?.(modules) ?? modules

let value = 0
/**
 * @param make a signal
 * @param set its value
 */
const signals = (make, set) => ({
  run: (count) => {
    for (let i = 0; i < count; i++) set(++value)
  },
  hold: (count) => Array.from({ length: count }, make),
})

const ofPreact = preact.signal(0)
preact.effect(() => void ofPreact.value)
bench(
  'signal: preact',
  signals(
    () => preact.signal(0),
    (next) => {
      ofPreact.value = next
    },
  ),
)

const ofAlien = alien.signal(0)
alien.effect(() => void ofAlien())
bench(
  'signal: alien',
  signals(() => alien.signal(0), ofAlien),
)

solidModule.createRoot(() => {
  const [get, set] = solid.createSignal(0)
  solid.createEffect(() => void get())
  bench(
    'signal: solid',
    signals(() => solid.createSignal(0), set),
  )
})

const ofVue = vue.ref(0)
vue.effect(() => void ofVue.value)
bench(
  'signal: vue',
  signals(
    () => vue.ref(0),
    (next) => {
      ofVue.value = next
    },
  ),
)
