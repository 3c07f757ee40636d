import { calls } from '@/lib/calls'

export const dynamic = 'force-dynamic'
export const fetchCache = 'default-cache'

export default async function Page() {
  await calls.plain?.('segment-default-cache')
  return <p>Its segment caches what does not say.</p>
}
