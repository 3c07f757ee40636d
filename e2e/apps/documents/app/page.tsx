import Link from 'next/link'
import { Counter } from './counter'

export default function Page() {
  return (
    <main>
      <h1>Static</h1>
      <Counter />
      <Link href="/item/2">Two</Link>
    </main>
  )
}
