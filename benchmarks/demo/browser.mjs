import { between, given, hex, pick, span } from './spans.mjs'

/** One tab: what its page's script would tell of the visits, and which requests they cause. */
export class Browser {
  tab = hex(8)
  client = {
    'client.address': '127.0.0.1',
    'user_agent.original':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  }
  resource = {
    'service.name': 'shop',
    'service.instance.id': `demo-page-${this.tab}`,
    'kymo.runtime': 'browser',
  }

  /** A load has the id of its request; a change of page without one makes its own. */
  load(request, path) {
    const type = Math.random() < 0.25 ? 'reload' : 'load'
    request.attributes['kymo.visit.id'] = request.spanId
    return this.#navigation(request.spanId, type, path, request.start - 4, request.duration + 60, {
      traceId: request.traceId,
      'kymo.ttfb': request.attributes['kymo.ttfb'] + 6,
    })
  }

  navigate(request, path) {
    const visit = hex(8)
    request.attributes['kymo.visit.id'] = visit
    const type = pick(['push', 'push', 'push', 'replace', 'traverse'])
    return this.#navigation(visit, type, path, request.start - 3, request.duration + 34, { spanId: visit })
  }

  #navigation(visit, type, path, start, duration, { traceId, spanId, ...attributes }) {
    const [url, query] = path.split('?')
    const made = span('navigation', url, undefined, start, duration, 'unset', {
      'kymo.runtime': 'browser',
      'kymo.visit.id': visit,
      'kymo.visit.type': type,
      'session.id': this.tab,
      'url.path': url,
      ...given({ 'url.query': query }),
      ...attributes,
    })
    return { ...made, ...given({ traceId, spanId }) }
  }

  /** A call of a client component; the request that it makes is its child. */
  fetch(navigation, path, start, duration, status) {
    return span(
      'fetch',
      'GET localhost:3000',
      undefined,
      start,
      duration,
      status >= 400 ? 'error' : 'unset',
      {
        'kymo.visit.id': navigation.attributes['kymo.visit.id'],
        'session.id': this.tab,
        'kymo.fetch.origin': 'client-component',
        'http.request.method': 'GET',
        'url.full': `http://localhost:3000${path}`,
        'server.address': 'localhost',
        'server.port': 3000,
        'http.response.status_code': status,
        'http.response.body.size': between(60, 900),
        'kymo.ttfb': duration * 0.8,
        'kymo.cache.status': 'skip',
        'kymo.cache.reason': 'the browser fetched it anew',
      },
    )
  }
}
