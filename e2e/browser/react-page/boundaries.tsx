/* What stands between a tree and its parts: boundaries of errors, of what is waited for, and of what is hidden. */
import * as React from 'react'
import { Component, lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { actions, body, effect } from './counts-and-actions.ts'
import { Item } from './lists.tsx'

let broken = false
function Breaks() {
  body('Breaks')
  if (broken) throw new Error('broken')
  return <i>whole</i>
}

class Catches extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    body('Catches')
    actions.heal = () => {
      broken = false
      this.setState({ failed: false })
    }
    return this.state.failed ? <Fallback /> : this.props.children
  }
}

export function Faulty() {
  body('Faulty')
  const [n, setN] = useState(0)
  actions.fail = () => {
    broken = true
    setN((before) => before + 1)
  }
  return (
    <Catches>
      <Breaks />
      <Item name={`${n}`} />
    </Catches>
  )
}

let resolveLazy: () => void = () => {}
const Later = lazy(
  () =>
    new Promise<{ default: () => ReactNode }>((resolve) => {
      resolveLazy = () =>
        resolve({
          default: function Later() {
            body('Later')
            return <i>later</i>
          },
        })
    }),
)

let thrown: Promise<void> | undefined
let resolveThrown: () => void = () => {}
const suspended = new Set<Promise<void>>()

function Suspends({ n }: { n: number }) {
  body('Suspends')
  if (thrown && suspended.has(thrown)) throw thrown
  return <i>{n}</i>
}

function Fallback() {
  body('Fallback')
  return <b>wait</b>
}

export function Boundary() {
  body('Boundary')
  const [n, setN] = useState(0)
  const [shown, setShown] = useState(false)
  actions.lazy = () => setShown(true)
  actions.loaded = () => resolveLazy()
  actions.suspend = () => {
    const promise = new Promise<void>((resolve) => {
      resolveThrown = () => {
        suspended.delete(promise)
        resolve()
      }
    })
    thrown = promise
    suspended.add(promise)
    setN((before) => before + 1)
  }
  actions.resume = () => resolveThrown()
  return (
    <Suspense fallback={<Fallback />}>
      <Suspends n={n} />
      <Beside />
      {shown && <Later />}
    </Suspense>
  )
}

function Beside() {
  body('Beside')
  useEffect(() => effect('Beside'), [])
  return <i>beside</i>
}

/** Of React 19. */
export function Hides() {
  const [mode, setMode] = useState<'hidden' | 'visible'>('hidden')
  actions.hide = () => setMode('hidden')
  actions.show = () => setMode('visible')
  return (
    <React.Activity mode={mode}>
      <Beside />
    </React.Activity>
  )
}
