import { type NextRequest, NextResponse } from 'next/server'

/** Policies as apps have them, by page. Next.js evaluates code in development. */
function policyFor(path: string, nonce: string): string | undefined {
  if (path === '/guarded')
    return `script-src 'nonce-${nonce}' 'strict-dynamic' 'unsafe-eval'; object-src 'none'; base-uri 'none'`
  if (path === '/forbidden') return "script-src 'none'"
  if (path === '/offline') return "default-src 'self' 'unsafe-inline' 'unsafe-eval'"
  return undefined
}

export function proxy(request: NextRequest) {
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64')
  const policy = policyFor(request.nextUrl.pathname, nonce)
  if (policy === undefined) return NextResponse.next()
  const headers = new Headers(request.headers)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = { matcher: ['/guarded', '/forbidden', '/offline'] }
