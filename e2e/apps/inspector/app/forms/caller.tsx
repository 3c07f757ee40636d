'use client'

import { useState } from 'react'

type Action = (...args: never[]) => Promise<unknown>

interface Props {
  everything: Action
  passed: Action
  save: Action
  slow: Action
}

/** Calls actions that it was given as props, without a form. */
export function Caller(props: Props) {
  const [result, setResult] = useState('')
  const everything = props.everything as (...args: unknown[]) => Promise<unknown>
  const passed = props.passed as (...args: unknown[]) => Promise<unknown>
  const slow = props.slow as (...args: unknown[]) => Promise<unknown>

  async function callEverything() {
    const form = new FormData()
    form.append('title', 'In a form')
    form.append('file', new File(['four'], 'a.txt', { type: 'text/plain' }))
    const args = [
      { name: 'ada', apiKey: 'k', deep: { list: [1, undefined, Number.NaN] } },
      new Map([['a', new Set([1])]]),
      new Date(0),
      12n,
      '$ is a dollar',
      new Uint8Array(5),
      form,
      props.save,
      Promise.resolve('later'),
    ]
    setResult(`everything ${await everything(...args)}`)
  }

  async function callPassed() {
    setResult(`passed ${await passed('sk_live_aaaaaaaaaaaaaaaaaaaa and more')}`)
  }

  async function callSlow() {
    setResult(`slow ${(await Promise.all(['a', 'b', 'c'].map((label) => slow(label)))).join(' ')}`)
  }

  return (
    <section>
      <button type="button" onClick={callEverything}>
        Call everything
      </button>
      <button type="button" onClick={callPassed}>
        Call passed
      </button>
      <button type="button" onClick={callSlow}>
        Call slow
      </button>
      <output id="result">{result}</output>
    </section>
  )
}
