import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BATCH_CONTENT_TYPE, type CollectorStatus, encodeBatch } from '@kymo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCollector, type Notice } from '../src/index.ts'
import { TOKEN } from '../src/testing/collector.ts'
import { page, resource } from '../src/testing/facts.ts'
import { type TemporaryFolder, temporaryFolder } from '../src/testing/temporary-folder.ts'

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
    timeout: 60_000,
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
