import { Counter } from '../counter'

export const dynamic = 'force-dynamic'

export default function Page() {
  return (
    <main>
      <h1>Forbidden</h1>
      <Counter />
    </main>
  )
}
