import type { ReactNode } from 'react'
import { upstream } from '@/lib/upstream'

export const dynamic = 'force-dynamic'

export default async function Around({ children }: { children: ReactNode }) {
  const title = await (await fetch(upstream('/json/layout'), { cache: 'no-store' })).text()
  return <main title={title}>{children}</main>
}
