import { NextResponse } from 'next/server'

export async function proxy() {
  await new Promise((resolve) => setTimeout(resolve, 20))
  return NextResponse.next()
}

export const config = { matcher: '/product/:path*' }
