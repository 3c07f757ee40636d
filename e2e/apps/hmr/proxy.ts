import { NextResponse } from 'next/server'
import { upstream } from './lib/upstream'

const mark = 'proxy:0;'

export async function proxy() {
  await upstream('/proxy', { cache: 'no-store' })
  const response = NextResponse.next()
  response.headers.set('x-proxy', mark)
  return response
}

export const config = { matcher: '/((?!_next/|favicon.ico).*)' }
