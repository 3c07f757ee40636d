import { unstable_noStore } from 'next/cache'
import { calls } from '@/lib/calls'

export const fetchCache = 'default-cache'

export default async function Page() {
  unstable_noStore()
  await calls.plain?.('segment-no-store-call')
  return <p>It has called noStore.</p>
}
