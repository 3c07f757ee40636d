import { useEffect, useState } from 'react'

export function getServerSideProps() {
  return { props: { at: 'the server' } }
}

export default function Old({ at }: { at: string }) {
  const [alive, setAlive] = useState(false)
  useEffect(() => setAlive(true), [])
  return (
    <main>
      <h1>Old, from {at}</h1>
      <button type="button" data-alive={alive}>
        0
      </button>
    </main>
  )
}
