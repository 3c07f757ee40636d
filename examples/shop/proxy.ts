import { type NextRequest, NextResponse } from 'next/server'

/** Old addresses go on working; every page says which edition of the shop served it. */
export function proxy(request: NextRequest) {
  const { pathname } = request.nextUrl
  if (pathname.startsWith('/item/')) {
    return NextResponse.redirect(new URL(pathname.replace('/item/', '/product/'), request.url), 308)
  }
  const response = NextResponse.next()
  response.headers.set('x-shop-edition', 'autumn')
  return response
}

export const config = {
  matcher: '/((?!_next/|favicon.ico|icon.svg).*)',
}
