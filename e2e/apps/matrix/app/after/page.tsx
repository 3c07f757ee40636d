import { after } from 'next/server'
import { upstream } from '@/lib/upstream'

export const dynamic = 'force-dynamic'

export default function Page() {
  after(async () => {
    // Longer than the answer takes.
    await new Promise((resolve) => setTimeout(resolve, 200))
    await (await fetch(upstream('/json/after-page'), { cache: 'no-store' })).text()
  })
  return <p>It asks when it is done.</p>
}
