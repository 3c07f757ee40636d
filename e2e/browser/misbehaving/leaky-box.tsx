import { useState } from 'react'

/** What was shown once, and is never let go. */
const shown: Element[] = []

function show(): void {
  const tip = document.createElement('div')
  tip.innerHTML = '<p>A tip of the day.</p>'.repeat(5)
  document.body.append(tip)
  tip.remove()
  shown.push(tip)
}

export function LeakyBox() {
  const [timer, setTimer] = useState<number>()
  return (
    <button type="button" onClick={() => setTimer(timer ?? window.setInterval(show, 50))}>
      Tips
    </button>
  )
}
