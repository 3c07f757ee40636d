import { calls } from '@/lib/calls'

export const revalidate = 1

export default async function Page() {
  await calls.plain?.('static-page')
  return <p>It is made anew now and then.</p>
}
