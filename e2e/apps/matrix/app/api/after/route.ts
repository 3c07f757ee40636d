import { after } from 'next/server'
import { upstream } from '@/lib/upstream'

export async function GET(): Promise<Response> {
  after(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200))
    await (await fetch(upstream('/json/after-route'), { cache: 'no-store' })).text()
  })
  return Response.json({})
}
