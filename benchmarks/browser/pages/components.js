// Commits of React, one after the other.
import { createElement, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { bench } from './bench.js'

function Leaf({ value }) {
  return createElement('i', null, value)
}

/** A tree whose root has a state, and leaves that show it. @returns how the state is set */
function mount(leaves) {
  let set
  function Root() {
    const [value, setValue] = useState(0)
    set = setValue
    return leaves
      ? Array.from({ length: leaves }, (_, i) => createElement(Leaf, { key: i, value }))
      : createElement('b', null, value)
  }
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  flushSync(() => root.render(createElement(Root)))
  return (value) => flushSync(() => set(value))
}

for (const components of [1, 100]) {
  const set = mount(components - 1)
  let value = 0
  bench(`commit of ${components}`, {
    run: (count) => {
      for (let i = 0; i < count; i++) set(++value)
    },
  })
}

let mounted
let generation = 0
/** @param typeOf the component of each of the elements */
const holding = (typeOf) => ({
  hold: (count) => {
    generation++
    mounted = createRoot(document.createElement('div'))
    const elements = Array.from({ length: count }, (_, key) => createElement(typeOf(key), { key, value: 0 }))
    flushSync(() => mounted.render(elements))
    return mounted
  },
  clear: () => mounted?.unmount(),
})
bench(
  'component, mounted',
  holding(() => Leaf),
)
bench(
  'component, by name',
  holding((key) => {
    const name = `Leaf${generation}of${key}`
    return { [name]: ({ value }) => createElement('i', null, value) }[name]
  }),
)
