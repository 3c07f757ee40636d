import { chmod, mkdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Notice } from '../../kymo-error.ts'
import { migrate } from './schema.ts'
import { isDamage, storeErrorOf } from './store-error-of.ts'

export interface Database {
  readonly instance: DuckDBInstance
  readonly file: string
}

const FILE = 'kymo.duckdb'

const OPTIONS: Readonly<Record<string, string>> = {
  // The collector runs beside the app it watches.
  memory_limit: '512MB',
  threads: String(Math.max(2, Math.min(4, availableParallelism()))),
  // Checkpoints are made between transactions, when the store says so.
  checkpoint_threshold: '1TB',
  preserve_insertion_order: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
}

/**
 * Opens the folder's database, made when it is missing. A file that is damaged is set aside under another name.
 * @throws StoreError
 */
export async function openDatabase(
  folder: string,
  now: () => number,
  onNotice: (notice: Notice) => void,
): Promise<Database> {
  await prepareFolder(folder)
  const file = join(folder, FILE)
  try {
    return await open(file, now())
  } catch (error) {
    const failure = storeErrorOf(error, file)
    if (failure.code !== 'STORE_FAILED' || !isDamage(error)) throw failure
    const aside = `${file}.damaged-${new Date(now()).toISOString().replace(/[:.]/g, '-')}`
    await rename(file, aside)
    await rename(`${file}.wal`, `${aside}.wal`).catch(() => undefined)
    onNotice({
      code: 'STORE_DAMAGED',
      message: `The store could not be read and was set aside as ${aside}; a new one was begun. (${failure.message})`,
      hint: 'Delete it when you do not need what it holds.',
    })
    return open(file, now())
  }
}

async function open(file: string, now: number): Promise<Database> {
  const instance = await DuckDBInstance.create(file, { ...OPTIONS })
  let connection: DuckDBConnection | undefined
  try {
    connection = await instance.connect()
    // Rows wanted by a top-n query are read whole only after the n are known.
    await connection.run('SET GLOBAL late_materialization_max_rows = 100000')
    await migrate(connection, now)
    await protect(file)
    return { instance, file }
  } catch (error) {
    instance.closeSync()
    throw error
  } finally {
    connection?.disconnectSync()
  }
}

async function prepareFolder(folder: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    await writeFile(probe, '')
  } catch (error) {
    throw storeErrorOf(error, folder)
  } finally {
    await rm(probe, { force: true }).catch(() => undefined)
  }
}

/** What was observed is for its owner's eyes only. */
export async function protect(file: string): Promise<void> {
  for (const path of [file, `${file}.wal`]) await chmod(path, 0o600).catch(() => undefined)
}

/** Bytes of the file at a path; 0 when there is none. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

const RESERVE = 32 * 1024 * 1024

/** Whether the write-ahead log fits into the file, with some to spare. */
export async function hasRoomToCheckpoint(file: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(file)
  return bavail * bsize > (await sizeOf(`${file}.wal`)) + RESERVE
}
