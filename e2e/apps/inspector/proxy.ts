import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server'

export async function proxy(request: NextRequest, event: NextFetchEvent) {
  const asked = request.nextUrl.searchParams.get('proxy')
  if (asked === 'throws') {
    throw new TypeError('proxy gave way')
  }
  if (asked === 'waits') {
    event.waitUntil(Promise.reject(new Error('what the proxy left gave way')))
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
  return NextResponse.next()
}

export const config = { matcher: ['/', '/done', '/product/:path*'] }
