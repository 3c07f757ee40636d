import { cacheLife, cacheTag } from 'next/cache'
import { upstream } from './upstream'

export async function cachedAnswer(mark: string): Promise<string> {
  'use cache'
  cacheTag('answers')
  return (await fetch(upstream(`/json/${mark}`))).text()
}

export async function shortAnswer(mark: string): Promise<string> {
  'use cache'
  cacheLife({ stale: 1, revalidate: 1, expire: 600 })
  return (await fetch(upstream(`/json/${mark}`))).text()
}
