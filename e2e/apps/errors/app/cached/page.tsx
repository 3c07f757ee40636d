import { cookies } from 'next/headers'

async function cached() {
  'use cache'
  await Promise.resolve()
  throw new Error('cached gave way')
}

export default async function Page() {
  await cookies()
  await cached()
  return <p>never</p>
}
