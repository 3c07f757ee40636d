import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** Spans of one trace: a request, two fetches, a render. */
const SPANS_IN_TRACE = 4
/** Spans of one statement: one after another, so that the file is laid out as ingest would lay it out. */
const STEP = 500_000

/**
 * Writes a day of traffic into a store that a collector has made: `count` spans, evenly over the 24 hours before `end`,
 * of 10,000 browsers on 200 routes. A fifth of the requests load a page, a fifth navigate, two fifths come from a page
 * that was loaded before, a fifth are files.
 */
export async function fillStore(folder, count, end) {
  const instance = await DuckDBInstance.create(join(folder, 'kymo.duckdb'), { memory_limit: '4GB' })
  const connection = await instance.connect()
  const traces = Math.ceil(count / SPANS_IN_TRACE)
  const gap = (24 * 60 * 60 * 1000) / traces
  const first = end - 24 * 60 * 60 * 1000
  await connection.run(
    `INSERT INTO instances SELECT i, ${first}, 'bench-' || i, 'shop', '{"service.name":"shop","service.instance.id":"bench-' || i || '"}' FROM range(1, 5) t(i)`,
  )
  await connection.run(`INSERT INTO batches SELECT i, 1, ${first}, 0, 0 FROM range(1, 5) t(i)`)
  for (let from = 0; from < traces; from += STEP / SPANS_IN_TRACE) {
    const to = Math.min(traces, from + STEP / SPANS_IN_TRACE)
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE trace AS
      SELECT i, hash(i * 31) AS hi, hash(i * 37 + 1) AS lo, hash(i * 41 + 2) AS root, ${first} + i * ${gap} AS start,
        (i % 4 + 1)::INTEGER AS instance, (hash(i * 3) % 5)::INTEGER AS sort, hash(i // 5 * 7) % 10000 AS browser,
        hash(i // 5 * 11) % 5000 AS page, exp(2 + 5 * (hash(i * 13) % 10000) / 10000.0) AS duration,
        CASE WHEN hash(i * 17) % 100 = 0 THEN 500 WHEN hash(i * 17) % 50 = 1 THEN 404 ELSE 200 END::USMALLINT AS code
      FROM range(${from}, ${to}) t(i)`)
    await connection.run(`
      INSERT INTO requests SELECT i * 4, hi, lo, root, NULL, 0, CASE WHEN code = 500 THEN 2 ELSE 1 END, instance, start,
        duration, 'GET /route/' || (page % 200), 'GET', code, '/route/' || (page % 200), false,
        CASE sort WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 5 ELSE 7 END, '/route/' || (page % 200) || '/' || page, NULL,
        NULL, '10.1.' || (browser // 250) || '.' || (browser % 250),
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/' || (100 + browser % 50),
        '/route/' || (page % 200) || '/' || page, hash(browser * 5000 + page), NULL, NULL,
        '{"network.protocol.version":"1.1","kymo.ttfb":4.25,"http.response.body.size":' || (page * 7) || '}'
      FROM trace ORDER BY i`)
    await connection.run(`
      INSERT INTO fetches SELECT i * 4 + n, hi, lo, hash(i * 43 + n), root, 1, 1, instance, start + n * 2, duration / 3,
        'GET', 'GET', 200, (hash(i + n) % 6)::UTINYINT, 'http://host-' || (page % 20) || '.test/things/' || page,
        'host-' || (page % 20) || '.test',
        '{"kymo.fetch.origin":"server-component","http.response.body.size":1234,"kymo.cache.mode":"default"}', NULL
      FROM trace, range(1, 3) r(n) ORDER BY i, n`)
    await connection.run(`
      INSERT INTO spans SELECT i * 4 + 3, hi, lo, hash(i * 47 + 9), root,
        CASE WHEN i % 20 = 0 THEN 2 ELSE 3 END, 1, instance, start + 1, duration / 2, 'render route (app)',
        '{"next.span_type":"AppRender.getBodyResult"}', NULL, NULL
      FROM trace ORDER BY i`)
  }
  await connection.run('CHECKPOINT')
  connection.disconnectSync()
  instance.closeSync()
}
