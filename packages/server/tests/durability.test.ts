import { type ChildProcess, execFileSync, fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  BATCH_CONTENT_TYPE,
  type CollectorStatus,
  encodeBatch,
  type PerformanceMetrics,
} from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCollector, type Notice } from '../src/index.ts'
import { TOKEN } from '../src/testing/collector.ts'
import { page, resource, T } from '../src/testing/facts.ts'
import { type TemporaryFolder, temporaryFolder } from '../src/testing/temporary-folder.ts'

const DAY = 24 * 60 * 60 * 1000
const SCRIPT = fileURLToPath(new URL('collector-process.mjs', import.meta.url))

let folder: TemporaryFolder
const children = new Set<ChildProcess>()

beforeEach(async () => {
  folder = await temporaryFolder()
})

afterEach(async () => {
  await Promise.all([...children].map(kill))
  await folder.remove()
})

async function startProcess(): Promise<{ child: ChildProcess; message: { port: number; code?: string } }> {
  const child = fork(SCRIPT, [folder.path, TOKEN], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.add(child)
  const [message] = (await once(child, 'message')) as [{ port: number; code?: string }]
  return { child, message }
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

function open(notices: Notice[] = []) {
  return createCollector({
    port: 0,
    token: TOKEN,
    openReads: true,
    store: { kind: 'duckdb', folder: folder.path },
    onNotice: (notice) => notices.push(notice),
  })
}

async function statusOf(url: string): Promise<CollectorStatus> {
  return (await (await fetch(`${url}/api/status`)).json()) as CollectorStatus
}

describe('a collector that is killed', () => {
  it('has lost nothing that it acknowledged, and counts what comes again once', {
    timeout: 120_000,
  }, async () => {
    const of = resource('shop', 'agent')
    const acknowledged = new Set<number>()
    let sequence = 0
    for (let life = 0; life < 3; life++) {
      const { child, message } = await startProcess()
      const post = async (number: number) => {
        const body = encodeBatch({ resource: of, sequence: number, dropped: 0 }, [
          page(`/${number}`),
          page('/'),
        ])
        const response = await fetch(`http://127.0.0.1:${message.port}/api/ingest`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
          body: body as Uint8Array<ArrayBuffer>,
        }).catch(() => undefined)
        if (response?.status === 200) acknowledged.add(number)
      }
      const flood = Array.from({ length: 120 }, () => post(++sequence))
      await Promise.race([Promise.all(flood.slice(0, 40)), Promise.all(flood)])
      await kill(child)
      await Promise.all(flood)
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(120)

    const collector = await open()
    try {
      const { store } = await statusOf(collector.url)
      expect(store.spans).toBeGreaterThanOrEqual(acknowledged.size * 2)
      // What is counted of requests is neither more nor less than what is kept of them.
      const figures = async (query: string) =>
        (await (
          await fetch(`${collector.url}/api/performance/metrics?${query}`)
        ).json()) as PerformanceMetrics
      const counted = { totalRequests: store.spans }
      expect(await figures(`from=${T - DAY}&to=${T + DAY}`)).toMatchObject({
        ...counted,
        precision: 'sketch',
      })
      expect(await figures(`from=${T - 1}&to=${T + 1}`)).toMatchObject({ ...counted, precision: 'exact' })
      for (const number of acknowledged) {
        const response = await fetch(`${collector.url}/api/ingest`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
          body: encodeBatch({ resource: of, sequence: number, dropped: 0 }, [
            page('/'),
          ]) as Uint8Array<ArrayBuffer>,
        })
        expect(await response.json()).toEqual({ accepted: 0, duplicate: true })
      }
      expect((await statusOf(collector.url)).store.spans).toBe(store.spans)
    } finally {
      await collector.close()
    }
  })
})

describe('a store', () => {
  it('that another process has open is refused, and says which', async () => {
    const { child } = await startProcess()
    await expect(open()).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining(String(child.pid)),
      hint: expect.any(String),
    })
  })

  it('that is damaged is set aside, and a new one is begun', async () => {
    await (await open()).close()
    const file = join(folder.path, 'kymo.duckdb')
    await writeFile(file, Buffer.alloc(40_000, 'not a database '))
    const notices: Notice[] = []
    const collector = await open(notices)
    try {
      expect(notices).toMatchObject([{ code: 'STORE_DAMAGED', hint: expect.any(String) }])
      const aside = (await readdir(folder.path)).find((name) => name.includes('.damaged-'))
      expect(notices[0]?.message).toContain(aside)
      expect((await stat(join(folder.path, aside as string))).size).toBe(40_000)
      expect((await statusOf(collector.url)).store.spans).toBe(0)
    } finally {
      await collector.close()
    }
  })

  it('that was cut off is set aside', async () => {
    await (await open()).close()
    await truncate(join(folder.path, 'kymo.duckdb'), 9000)
    const notices: Notice[] = []
    await (await open(notices)).close()
    expect(notices.map(({ code }) => code)).toEqual(['STORE_DAMAGED'])
  })

  it('in place of whose folder there is a file is refused', async () => {
    const path = join(folder.path, 'file')
    await writeFile(path, '')
    const opening = createCollector({ port: 0, token: TOKEN, store: { kind: 'duckdb', folder: path } })
    await expect(opening).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', hint: expect.any(String) })
  })

  it.skipIf(process.getuid?.() === 0)('whose folder may not be written is refused', async () => {
    await chmod(folder.path, 0o500)
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' })
    await chmod(folder.path, 0o700)
  })

  it('is for its owner’s eyes only', async () => {
    const collector = await open()
    try {
      await fetch(`${collector.url}/api/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
        body: encodeBatch({ resource: resource(), sequence: 1, dropped: 0 }, [
          page('/'),
        ]) as Uint8Array<ArrayBuffer>,
      })
      const files = await readdir(folder.path)
      expect(files).toContain('kymo.duckdb.wal')
      for (const name of files) expect((await stat(join(folder.path, name))).mode & 0o777).toBe(0o600)
      expect((await stat(folder.path)).mode & 0o777).toBe(0o700)
    } finally {
      await collector.close()
    }
  })

  it('of a newer version is refused and left as it is', async () => {
    await (await open()).close()
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(join(folder.path, 'kymo.duckdb'))
    const connection = await instance.connect()
    await connection.run('INSERT INTO schema_migrations VALUES (999, 0)')
    connection.disconnectSync()
    instance.closeSync()
    await expect(open()).rejects.toMatchObject({ code: 'STORE_NEWER' })
    expect((await readdir(folder.path)).filter((name) => name.includes('damaged'))).toEqual([])
  })
})

const canLimit = spawnSync('prlimit', ['--version']).status === 0

describe.skipIf(!canLimit)('a store without room', () => {
  /** No file of the process may grow past a size, as on a full disk. */
  function startLimited(bytes: number): ChildProcess {
    const script = `trap '' XFSZ; ulimit -S -f ${Math.floor(bytes / 1024)}; exec "$0" "$@"`
    const child = spawn('bash', ['-c', script, process.execPath, SCRIPT, folder.path, TOKEN], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    children.add(child)
    return child
  }

  it('acknowledges nothing, loses nothing, goes on answering, and works again when there is room', {
    timeout: 120_000,
  }, async () => {
    const child = startLimited(2_000_000)
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    const url = `http://127.0.0.1:${port}`
    const of = resource()
    let sequence = 0
    let accepted = 0
    const post = async (): Promise<Response> => {
      const facts = Array.from({ length: 500 }, (_, i) =>
        page(`/${i}`, { attributes: { note: 'x'.repeat(200) } }),
      )
      const response = await fetch(`${url}/api/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
        body: encodeBatch(
          { resource: of, sequence: ++sequence, dropped: 0 },
          facts,
        ) as Uint8Array<ArrayBuffer>,
      })
      if (response.status === 200) accepted += 500
      return response
    }
    let answer = await post()
    for (let i = 0; i < 40 && answer.status === 200; i++) answer = await post()
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(await answer.json()).toMatchObject({ error: { code: 'STORE_FULL', hint: expect.any(String) } })
    expect((await statusOf(url)).store.spans).toBe(accepted)
    expect((await fetch(`${url}/api/runtime?limit=1`)).status).toBe(200)

    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited'])
    await expect.poll(async () => (await post()).status, { timeout: 20_000, interval: 500 }).toBe(200)
    expect((await statusOf(url)).store.spans).toBe(accepted)
    await kill(child)

    const collector = await open()
    try {
      expect((await statusOf(collector.url)).store.spans).toBe(accepted)
    } finally {
      await collector.close()
    }
  })
})
