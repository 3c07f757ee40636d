import { trace } from '@opentelemetry/api'
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { pause, upstream } from '../../upstream'

export async function generateMetadata(): Promise<Metadata> {
  await upstream('/rates?metadata')
  return { title: 'A product' }
}

export async function generateViewport() {
  await pause(5)
  return { themeColor: 'black' }
}

async function Reviews() {
  await upstream('/rates?reviews')
  return <p>Reviews</p>
}

export default async function ProductPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  await pause(60)
  await trace.getTracer('shop').startActiveSpan('price', { attributes: { product: id } }, async (span) => {
    await upstream('/rates?page')
    const round = trace.getTracer('shop').startSpan('round')
    await pause(2)
    round.setAttribute('digits', 2)
    round.end()
    span.end()
  })
  if (id === 'broken') throw new RangeError('The page gave way')
  return (
    <main>
      <h1>Product</h1>
      <Suspense fallback={<p>…</p>}>
        <Reviews />
      </Suspense>
    </main>
  )
}
