import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const TEXT = (appender, value) => (value === null ? appender.appendNull() : appender.appendVarchar(value))
const SPAN = [
  ['seq', 'BIGINT'],
  ['trace_hi', 'UBIGINT'],
  ['trace_lo', 'UBIGINT'],
  ['span_id', 'UBIGINT'],
  ['parent_id', 'UBIGINT'],
  ['kind', 'UTINYINT'],
  ['status', 'UTINYINT'],
  ['instance', 'INTEGER'],
  ['start', 'DOUBLE'],
  ['duration', 'DOUBLE'],
  ['name', 'VARCHAR'],
]
const REQUEST = [
  ['method', 'VARCHAR'],
  ['status_code', 'USMALLINT'],
  ['route', 'VARCHAR'],
  ['derived', 'BOOLEAN'],
  ['purpose', 'UTINYINT'],
  ['path', 'VARCHAR'],
  ['query', 'VARCHAR'],
  ['host', 'VARCHAR'],
  ['client_address', 'VARCHAR'],
  ['user_agent', 'VARCHAR'],
  ['page', 'VARCHAR'],
  ['visit_key', 'UBIGINT'],
  ['html_id', 'VARCHAR'],
  ['visit_id', 'VARCHAR'],
  ['attributes', 'VARCHAR'],
]
const FETCH = [
  ['method', 'VARCHAR'],
  ['status_code', 'USMALLINT'],
  ['cache', 'UTINYINT'],
  ['url', 'VARCHAR'],
  ['host', 'VARCHAR'],
  ['attributes', 'VARCHAR'],
]
const TABLES = {
  request: ['requests', [...SPAN, ...REQUEST]],
  fetch: ['fetches', [...SPAN, ...FETCH]],
  render: ['spans', [...SPAN, ['attributes', 'VARCHAR']]],
}

/** Appends the facts' columns, computed beforehand, in transactions of a batch each. @returns milliseconds, wall and CPU */
export async function appendRows(folder, facts, batchSize) {
  const instance = await DuckDBInstance.create(join(folder, 'bench.duckdb'), {
    memory_limit: '512MB',
    checkpoint_threshold: '1TB',
  })
  const connection = await instance.connect()
  const appenders = {}
  for (const [kind, [table, columns]] of Object.entries(TABLES)) {
    await connection.run(`CREATE TABLE ${table} (${columns.map((column) => column.join(' ')).join(', ')})`)
    appenders[kind] = await connection.createAppender(table)
  }
  const rows = facts.map((fact, i) => [fact.kind, rowOf(fact, i)])

  const [began, cpuBefore] = [performance.now(), process.cpuUsage()]
  for (let from = 0; from < rows.length; from += batchSize) {
    await connection.run('BEGIN')
    for (let i = from; i < Math.min(rows.length, from + batchSize); i++) {
      const [kind, row] = rows[i]
      APPEND[kind](appenders[kind], row)
    }
    for (const appender of Object.values(appenders)) appender.flushSync()
    await connection.run('COMMIT')
  }
  const result = await connection.runAndReadAll('SELECT count(*) FROM requests')
  const took = performance.now() - began
  const cpu = process.cpuUsage(cpuBefore)
  if (Number(result.value(0, 0)) !== facts.filter(({ kind }) => kind === 'request').length)
    throw new Error('Lost some.')
  for (const appender of Object.values(appenders)) appender.closeSync()
  connection.disconnectSync()
  instance.closeSync()
  return { took, cpu: (cpu.user + cpu.system) / 1000 }
}

const id = (hex) => BigInt(`0x${hex}`)

function rowOf({ kind, traceId, spanId, parentId, start, duration, name, attributes }, seq) {
  const {
    'http.request.method': method,
    'http.response.status_code': code,
    'url.path': path,
    ...others
  } = attributes
  const common = {
    seq: BigInt(seq),
    hi: id(traceId.slice(0, 16)),
    lo: id(traceId.slice(16)),
    span: id(spanId),
    parent: parentId === undefined ? null : id(parentId),
    start,
    duration,
    name,
  }
  if (kind === 'render') return { ...common, attributes: JSON.stringify(attributes) }
  if (kind === 'fetch') {
    const { 'url.full': url, ...rest } = others
    return { ...common, method, code, url, host: 'localhost:4100', attributes: JSON.stringify(rest) }
  }
  const {
    'http.route': route,
    'url.query': query,
    'client.address': address,
    'user_agent.original': agent,
    ...rest
  } = others
  return {
    ...common,
    method,
    code,
    route,
    path,
    query: query ?? null,
    address,
    agent,
    page: path,
    attributes: JSON.stringify(rest),
  }
}

function common(appender, row, kind) {
  appender.appendBigInt(row.seq)
  appender.appendUBigInt(row.hi)
  appender.appendUBigInt(row.lo)
  appender.appendUBigInt(row.span)
  if (row.parent === null) appender.appendNull()
  else appender.appendUBigInt(row.parent)
  appender.appendUTinyInt(kind)
  appender.appendUTinyInt(1)
  appender.appendInteger(1)
  appender.appendDouble(row.start)
  appender.appendDouble(row.duration)
  appender.appendVarchar(row.name)
}

const APPEND = {
  request(appender, row) {
    common(appender, row, 0)
    appender.appendVarchar(row.method)
    appender.appendUSmallInt(row.code)
    appender.appendVarchar(row.route)
    appender.appendBoolean(false)
    appender.appendUTinyInt(0)
    appender.appendVarchar(row.path)
    TEXT(appender, row.query)
    appender.appendNull()
    appender.appendVarchar(row.address)
    appender.appendVarchar(row.agent)
    appender.appendVarchar(row.page)
    appender.appendUBigInt(row.lo)
    appender.appendNull()
    appender.appendNull()
    appender.appendVarchar(row.attributes)
    appender.endRow()
  },
  fetch(appender, row) {
    common(appender, row, 1)
    appender.appendVarchar(row.method)
    appender.appendUSmallInt(row.code)
    appender.appendUTinyInt(3)
    appender.appendVarchar(row.url)
    appender.appendVarchar(row.host)
    appender.appendVarchar(row.attributes)
    appender.endRow()
  },
  render(appender, row) {
    common(appender, row, 3)
    appender.appendVarchar(row.attributes)
    appender.endRow()
  },
}
