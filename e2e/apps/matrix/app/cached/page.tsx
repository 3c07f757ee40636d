import { upstream } from '@/lib/upstream'

export const dynamic = 'force-dynamic'

async function cachedAnswer(mark: string): Promise<string> {
  'use cache'
  return (await fetch(upstream(`/json/${mark}`))).text()
}

export default async function Page({ searchParams }: { searchParams: Promise<{ mark: string }> }) {
  return <p>{await cachedAnswer((await searchParams).mark)}</p>
}
