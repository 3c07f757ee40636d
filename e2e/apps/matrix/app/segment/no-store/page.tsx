import { calls } from '@/lib/calls'

export const fetchCache = 'force-no-store'

export default async function Page() {
  await calls.plain?.('segment-no-store')
  return <p>Its segment forbids to cache.</p>
}
