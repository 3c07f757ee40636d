import { unstable_cache } from 'next/cache'
import { calls } from '@/lib/calls'

export const dynamic = 'force-dynamic'

const cachedAnswer = unstable_cache(async (mark: string) => calls.plain?.(mark), ['answer'], {
  revalidate: 60,
})

export default async function Page({ searchParams }: { searchParams: Promise<{ mark: string }> }) {
  return <p>{String(await cachedAnswer((await searchParams).mark))}</p>
}
