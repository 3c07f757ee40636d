'use client'

import { useState } from 'react'

export default function Page() {
  const [answer, setAnswer] = useState('')
  const ask = async () => setAnswer(await (await fetch('/api/calls/plain?mark=client')).text())
  return (
    <button type="button" onClick={ask}>
      Ask {answer}
    </button>
  )
}
