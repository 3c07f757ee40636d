import type { Metadata } from 'next'
import { Suspense } from 'react'
import { upstream } from '@/lib/upstream'

export const metadata: Metadata = { title: 'Report' }

/** The head comes at once; the figures follow when the slow report is there. */
export default function SlowPage() {
  return (
    <section className="note">
      <h1>How the shop is doing</h1>
      <Suspense fallback={<p className="waiting">Counting…</p>}>
        <Report />
      </Suspense>
    </section>
  )
}

async function Report() {
  const report = await upstream<{ visits: number; orders: number; busiest: string }>('/report', {
    cache: 'no-store',
  })
  return (
    <dl className="figures">
      <dt>Visits</dt>
      <dd>{report.visits}</dd>
      <dt>Orders</dt>
      <dd>{report.orders}</dd>
      <dt>Busiest</dt>
      <dd>{report.busiest}</dd>
    </dl>
  )
}
