import type { Metadata } from 'next'
import { upstream } from '@/lib/upstream'

export const dynamic = 'force-dynamic'

export async function generateMetadata(): Promise<Metadata> {
  const title = await (await fetch(upstream('/json/metadata'), { cache: 'no-store' })).text()
  return { title }
}

export default function Page() {
  return <p>Its metadata asks.</p>
}
