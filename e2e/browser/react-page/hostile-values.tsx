/* Props, state and names that are huge, cyclic, revoked, or that throw when they are read. */
import { useState } from 'react'
import { jsx } from 'react/jsx-runtime'
import { actions, body } from './counts-and-actions.ts'

/** What an app may have in its state, and what its props may be. */
export function Heavy() {
  const [n, setN] = useState(0)
  actions.heavy = () => setN((before) => before + 1)
  const gone = Proxy.revocable([], {})
  gone.revoke()
  useState(gone.proxy)
  useState(() => Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key ${index}`, index])))
  return jsx(Trapped, Object.assign(trap(), { n }))
}

function Trapped(_: object) {
  return null
}

/** Props of an app may be anything. */
function Hostile({ bag }: { bag: object }) {
  body('Hostile')
  return <i>{Object.keys(bag).length}</i>
}

export function Hostiles() {
  const [n, setN] = useState(0)
  actions.hostile = () => setN((before) => before + 1)
  const cyclic: Record<string, unknown> = { n }
  cyclic.itself = cyclic
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`k${index}${'k'.repeat(500)}`, n]),
  )
  return (
    <>
      <Hostile bag={{}} {...({ [`${'long'.repeat(100_000)}`]: n } as object)} />
      <Hostile bag={cyclic} />
      <Hostile bag={{}} {...(many as object)} />
      <LongName />
      {jsx(Throwing, trap())}
    </>
  )
}

function Throwing(_: object) {
  body('Throwing')
  return null
}

/** React passes it on as it is; for development it reads it, too. */
const trap = () =>
  process.env.NODE_ENV === 'production'
    ? {
        get trap(): never {
          throw new Error('read')
        },
      }
    : {}

function LongName() {
  return null
}
Object.defineProperty(LongName, 'displayName', { value: 'Long'.repeat(10_000) })
