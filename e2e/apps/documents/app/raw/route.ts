import { gzipSync } from 'node:zlib'

export const dynamic = 'force-dynamic'

const HTML = '<!DOCTYPE html><html><head data-x="a>b"><title>Raw</title></head><body>raw — 生</body></html>'

/** HTML as apps make it themselves: `?as=` chunks, gzip, fragment, json. */
export function GET(request: Request) {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' })
  switch (new URL(request.url).searchParams.get('as')) {
    case 'chunks': {
      const bytes = new TextEncoder().encode(HTML)
      let at = 0
      const stream = new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 2))
          controller.enqueue(bytes.slice(at, at + 5))
          at += 5
          if (at >= bytes.length) controller.close()
        },
      })
      return new Response(stream, { headers })
    }
    case 'gzip':
      headers.set('content-encoding', 'gzip')
      return new Response(gzipSync(HTML), { headers })
    case 'fragment':
      return new Response('<h1>A fragment</h1>', { headers })
    case 'json':
      return Response.json({ html: HTML })
    default:
      headers.set('content-length', String(new TextEncoder().encode(HTML).length))
      return new Response(HTML, { headers })
  }
}
