import { describe, expect, it } from 'vitest'
import { codeOf, Target } from '../../src/testing/target.ts'

const target = new Target()

describe('an address', () => {
  it.each([
    '/../package.json',
    '/../../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/%2e%2e%2f%2e%2e%2fpackage.json',
    '/..%5c..%5cpackage.json',
    '/..\\..\\package.json',
    '/....//....//package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/%252e%252e/package.json',
    '/..%c0%af..%c0%afpackage.json',
    '/package.json%00.html',
    '/index.html/../../package.json',
    '//etc/passwd',
    '/etc/passwd.txt',
    '/.env',
    '/.git/config.txt',
    '/.kymo/store.json',
    '/C:/Windows/win.ini',
    '/file:///etc/passwd.txt',
    '/dist/index.js',
  ])('leads to no file outside the dashboard: %s', async (path) => {
    const answer = await target.ask({ path })
    expect([200, 400, 404, 503]).toContain(answer.status)
    expect(answer.body).not.toMatch(/"dependencies"|root:|createCollector/)
    // What has no file extension is a page of the dashboard, whatever it says.
    if (answer.status === 200 || answer.status === 503)
      expect(answer.headers.get('content-type')).toContain('text/html')
  })

  it.each([
    'http://evil.example/api/status',
    'http://localhost/api/status',
    '//evil.example/api/status',
    '*',
    'api/status',
    '/api/status\u00e9',
    `/${'x'.repeat(5000)}`,
  ])('that is no path of it is refused: %s', async (path) => {
    const answer = await target.ask({ path })
    expect([400, 414]).toContain(answer.status)
    expect(['BAD_URL', 'URL_TOO_LONG', 'BAD_REQUEST']).toContain(codeOf(answer.body))
  })

  it.each([
    ['/api/runtime?limit=0'],
    ['/api/runtime?limit=-1'],
    ['/api/runtime?limit=1e3'],
    ['/api/runtime?limit=1000000'],
    ['/api/runtime?limit='],
    ['/api/runtime?limit=5&limit=6'],
    ['/api/runtime?limit=NaN'],
    ['/api/runtime?before=x'],
    ['/api/runtime?before=1_'],
    ['/api/runtime?before=99999999999999999999999999_0000000000000000'],
    ['/api/runtime?window=1y'],
    ['/api/runtime?window=-1h'],
    ['/api/runtime?unknown=1'],
    ['/api/runtime?__proto__=1'],
    ['/api/runtime?constructor=1'],
    ['/api/runtime?app=%00'],
    [`/api/runtime?app=${'x'.repeat(300)}`],
    ['/api/sessions/x'],
    ['/api/sessions/%27%20OR%201=1'],
    ['/api/sessions/0000000000000001?x=1'],
    ['/api/traces/00000000000000000000000000000ZZZ'],
    ['/api/traces/0000000000000001'],
    ['/api/fetches?status=9xx'],
    ['/api/fetches?status=999'],
    ["/api/fetches?status=200'--"],
    ['/api/fetches?cache=warm'],
    ['/api/fetches?session=1'],
    [`/api/fetches?method=${Array(60).fill('GET').join(',')}`],
    ['/api/actions?status=maybe'],
    ['/api/performance/metrics?from=abc'],
    ['/api/performance/metrics?from=2&to=1'],
    ['/api/performance/metrics?from=1&window=1h'],
    ['/api/performance/metrics?include=some'],
    ['/api/performance/metrics?from=1e400'],
    ['/api/performance/requests?sort=fastest'],
    ['/api/stream?events=everything'],
    ['/api/stream?lastEventId=%0aevent:%20x'],
    ['/api/status?x'],
  ])('with a value that makes no sense is refused: %s', async (path) => {
    const answer = await target.ask({ path })
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'INVALID_PARAMETER'])
  })

  it.each([
    "'; DROP TABLE requests; --",
    "' OR '1'='1",
    '") UNION SELECT * FROM instances --',
    '$1',
    '?',
    '%',
    '_',
    '\\',
    '{{7*7}}',
    '<script>alert(1)</script>',
    '🫀',
  ])('with the text %s is a search like any other', async (text) => {
    const q = encodeURIComponent(text)
    for (const path of [
      `/api/fetches?q=${q}`,
      `/api/sessions?q=${q}`,
      `/api/fetches?host=${q}`,
      `/api/runtime?app=${q}`,
    ]) {
      const answer = await target.ask({ path })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toContain('application/json')
    }
    expect((await target.ask({ path: `/api/performance/routes?window=all&route=${q}` })).body).toContain(
      '"routes":[]',
    )
  })

  it.each(['%', '%zz', '%E0%A4%A', 'a=%ff', '&&&', '=', '?', 'limit=1&'])(
    'with the query %s does no harm',
    async (query) => {
      expect([200, 400]).toContain((await target.ask({ path: `/api/runtime?${query}` })).status)
    },
  )
})
