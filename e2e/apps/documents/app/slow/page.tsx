import { Suspense } from 'react'
import { Counter } from '../counter'

export const dynamic = 'force-dynamic'

async function Late() {
  await new Promise((resolve) => setTimeout(resolve, 1500))
  return <p>the end</p>
}

export default function Page() {
  return (
    <main>
      <h1>Slow</h1>
      <Counter />
      <Suspense fallback={<p>waiting</p>}>
        <Late />
      </Suspense>
    </main>
  )
}
