/*
 * A page of React components that render for known reasons. It is built with each version of React that Kymo knows:
 * `mount(name)` shows one of its trees, `run(name)` does something to it, and `bodies` counts how often each component's
 * function was called, `effects` how often its effects ran.
 */
import * as React from 'react'
import { type ReactNode, StrictMode } from 'react'
import { jsx } from 'react/jsx-runtime'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { Boundary, Faulty, Hides } from './boundaries.tsx'
import { Causes } from './causes.tsx'
import { actions, bodies, effects } from './counts-and-actions.ts'
import { Acts, Deferred, Effects, Stores } from './hooks.tsx'
import { Heavy, Hostiles } from './hostile-values.tsx'
import { Deep, Many } from './large-trees.tsx'
import { Lists } from './lists.tsx'
import { Slow } from './slow.tsx'
import { Interrupted, StrictChild } from './strict-and-interrupted.tsx'

const roots: Root[] = []

const trees: Record<string, ReactNode> = {
  causes: <Causes />,
  stores: <Stores />,
  deferred: <Deferred />,
  effects: <Effects />,
  boundary: <Boundary />,
  strict: (
    <StrictMode>
      <StrictChild />
    </StrictMode>
  ),
  slow: <Slow />,
  many: <Many />,
  deep: <Deep left={1000} />,
  lists: <Lists />,
  hostile: <Hostiles />,
  faulty: <Faulty />,
  acts: <Acts />,
  interrupted: <Interrupted />,
  hides: <Hides />,
  heavy: <Heavy />,
}

Object.assign(window, {
  bodies,
  effects,
  mount(name: string, into = 'div') {
    const container = document.body.appendChild(document.createElement(into))
    const root = createRoot(container)
    roots.push(root)
    flushSync(() => root.render(trees[name]))
  },
  hydrate(name: string, html: string) {
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = html
    flushSync(() => roots.push(hydrateRoot(container, trees[name])))
  },
  again: (name: string) => flushSync(() => roots.at(-1)?.render(trees[name])),
  run: (name: string) => flushSync(() => actions[name]?.()),
  /** Without forcing it to be done at once. */
  ask: (name: string) => actions[name]?.(),
  unmount: () => flushSync(() => roots.pop()?.unmount()),
  /** For scripts that are not of this bundle. */
  react: { ...React, jsx },
  show(tree: ReactNode) {
    const root = createRoot(document.body.appendChild(document.createElement('div')))
    roots.push(root)
    flushSync(() => root.render(tree))
  },
})
