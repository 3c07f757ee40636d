/** Asks the app itself, so that one request goes through a handler, a page and Edge code. */
export async function GET(request: Request) {
  const { origin } = new URL(request.url)
  const texts: string[] = []
  for (const path of ['/', '/api/edge']) {
    const response = await fetch(origin + path, { cache: 'no-store' })
    if (!response.ok) return new Response(await response.text(), { status: 502 })
    texts.push(await response.text())
  }
  return Response.json(texts)
}
