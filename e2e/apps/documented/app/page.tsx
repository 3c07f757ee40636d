import Link from 'next/link'
import { save } from './save'

export default function Page() {
  return (
    <main>
      <h1>Documented</h1>
      <Link href="/item/1">An item</Link>
      <form action={save}>
        <button type="submit">Save</button>
      </form>
    </main>
  )
}
