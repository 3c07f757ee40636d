import { calls } from '@/lib/calls'

export const revalidate = 1

/** When it is made anew, its entry in the data cache is stale, too: it is renewed before it is used. */
export default async function Page() {
  await calls['revalidate-1']?.('static-cached')
  return <p>It is made anew now and then, of what is cached.</p>
}
