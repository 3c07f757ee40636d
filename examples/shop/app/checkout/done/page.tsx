import type { Metadata } from 'next'
import Link from 'next/link'

export const metadata: Metadata = { title: 'Thank you' }

export default async function DonePage({ searchParams }: { searchParams: Promise<{ order?: string }> }) {
  const { order = '' } = await searchParams
  return (
    <section className="note">
      <h1>Thank you</h1>
      <p>Your order {order} is on its way to the workshop.</p>
      {/* The order's page is served by the Pages Router: a plain link. */}
      <a href={`/legacy/orders/${encodeURIComponent(order)}`} className="button">
        See the order
      </a>{' '}
      <Link href="/">Back to the catalogue</Link>
    </section>
  )
}
