import { shared } from '../lib/shared'
import { upstream } from '../lib/upstream'
import { save } from './actions'
import { Counter } from './counter'

export const dynamic = 'force-dynamic'

export default async function Page() {
  // The last two are one to the upstream: within one render Next.js answers the second from the first.
  await Promise.all([
    upstream('/page', { cache: 'no-store' }),
    upstream('/page/cached', { cache: 'force-cache' }),
    upstream('/page/shared'),
    upstream('/page/shared'),
  ])
  return (
    <main>
      <h1>page:0;</h1>
      <p>{shared}</p>
      <p>{process.env.CONFIG}</p>
      <Counter />
      <form action={save}>
        <button type="submit">Save</button>
      </form>
    </main>
  )
}
