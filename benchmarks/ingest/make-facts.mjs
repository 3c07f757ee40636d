/** Spans as an agent under Next.js sends them: a request, a fetch and a render each. Always the same ones. */
export function makeFacts(count) {
  const facts = []
  const hex = (n, digits) => (n * 2654435761).toString(16).padStart(digits, '0').slice(-digits)
  const start = Date.UTC(2026, 0, 2)
  for (let i = 0; facts.length < count; i++) {
    const traceId = `${hex(i + 7, 16)}${hex(i + 1, 16)}`
    const spanId = hex(i * 3 + 1, 16)
    const base = { fact: 'span', traceId, start: start + i * 3, status: 'ok' }
    const path = `/product/${i % 500}`
    facts.push({
      ...base,
      kind: 'request',
      spanId,
      name: 'GET /product/[id]',
      duration: 20 + (i % 400),
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'http.route': '/product/[id]',
        'url.path': path,
        ...(i % 3 === 0 ? { 'url.query': 'color=red' } : {}),
        'client.address': `10.0.${i % 250}.${(i >> 8) % 250}`,
        'user_agent.original': `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${100 + (i % 50)}.0 Safari/537.36`,
        'network.protocol.version': '1.1',
        'kymo.ttfb': 12.5 + (i % 7),
        'http.response.body.size': 12_000 + i,
        'kymo.request.purpose': i % 4 === 0 ? 'document' : 'data',
        ...(i % 4 === 0 ? {} : { 'kymo.request.referer': `http://localhost:3000${path}` }),
      },
    })
    facts.push({
      ...base,
      kind: 'fetch',
      spanId: hex(i * 3 + 2, 16),
      parentId: spanId,
      name: 'GET',
      start: base.start + 1,
      duration: 10 + (i % 90),
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.full': `http://localhost:4100/products/${i % 500}`,
        'kymo.cache.status': 'miss',
        'kymo.cache.mode': 'default',
        'kymo.fetch.origin': 'server-component',
        'http.response.body.size': 1234,
      },
    })
    facts.push({
      ...base,
      kind: 'render',
      spanId: hex(i * 3 + 3, 16),
      parentId: spanId,
      name: 'render route (app) /product/[id]',
      duration: 15,
      attributes: { 'next.span_type': 'AppRender.getBodyResult' },
    })
  }
  return facts.slice(0, count)
}
