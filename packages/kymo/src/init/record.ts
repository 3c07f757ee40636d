import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join, normalize } from 'node:path'
import { CliError } from '../cli-error.ts'
import { ensureProjectFolder, projectFolder } from '../project-folder.ts'
import type { PlannedFile } from './plan.ts'

/*
 * `.kymo/init.json`: what `kymo init` has written, so that it can be taken back byte for byte. Git does not see it, so it
 * is there only for who ran the command.
 */

interface RecordedFile {
  readonly path: string
  /** What it was, as base64; `null` when there was none. */
  readonly before: string | null
  /** SHA-256 of what was written, as hex. */
  readonly after: string
}

interface InitRecord {
  readonly version: 1
  readonly files: readonly RecordedFile[]
}

function recordFile(root: string): string {
  return join(projectFolder(root), 'init.json')
}

const digest = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')

/** Writes the files; what they were is kept first. */
export async function writeFiles(root: string, files: readonly PlannedFile[]): Promise<void> {
  const earlier = new Map((await readRecord(root))?.files.map((file) => [file.path, file]))
  for (const { path, before, after } of files) {
    const known = earlier.get(path)
    // Written by an earlier run and as it was left: what it was before that is what to go back to.
    const isOurs = known !== undefined && before !== undefined && known.after === digest(before)
    earlier.set(path, {
      path,
      before: isOurs ? known.before : before === undefined ? null : Buffer.from(before).toString('base64'),
      after: digest(after),
    })
  }
  const record: InitRecord = { version: 1, files: [...earlier.values()] }
  await ensureProjectFolder(root)
  await writeFile(recordFile(root), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  for (const { path, after } of files) await writeFile(join(root, path), after)
}

/** What taking it back would do to a file. */
export interface Undoing {
  readonly path: string
  /** `undefined` for a file that is removed. */
  readonly content: Buffer | undefined
  readonly state: 'ours' | 'undone' | 'edited'
}

/**
 * What `--undo` finds.
 * @throws CliError NOTHING_TO_UNDO
 */
export async function planUndo(root: string): Promise<readonly Undoing[]> {
  const record = await readRecord(root)
  if (record === undefined) {
    throw new CliError(
      'NOTHING_TO_UNDO',
      'There is no record of `kymo init` in this project.',
      'It is kept in .kymo, which git leaves out: undo it where it was run.',
    )
  }
  return Promise.all(
    record.files.map(async ({ path, before, after }): Promise<Undoing> => {
      const current = await readFile(join(root, path)).catch(() => undefined)
      const content = before === null ? undefined : Buffer.from(before, 'base64')
      const isUndone = current === undefined ? content === undefined : content?.equals(current) === true
      const state = isUndone
        ? 'undone'
        : current !== undefined && digest(current) === after
          ? 'ours'
          : 'edited'
      return { path, content, state }
    }),
  )
}

/** Puts everything back, and forgets it. */
export async function undoFiles(root: string, files: readonly Undoing[]): Promise<void> {
  for (const { path, content, state } of files) {
    if (state !== 'ours') continue
    if (content === undefined) await rm(join(root, path))
    else await writeFile(join(root, path), content)
  }
  await rm(recordFile(root), { force: true })
  const folder = projectFolder(root)
  if ((await readdir(folder)).every((name) => name === '.gitignore')) await rm(folder, { recursive: true })
}

async function readRecord(root: string): Promise<InitRecord | undefined> {
  let text: string
  try {
    text = await readFile(recordFile(root), 'utf8')
  } catch {
    return undefined
  }
  const record = parseRecord(text)
  if (record === undefined) {
    throw new CliError(
      'BAD_INIT_RECORD',
      'The record of `kymo init`, .kymo/init.json, is not readable.',
      'Remove it, and take the changes back by hand or with git.',
    )
  }
  return record
}

function parseRecord(text: string): InitRecord | undefined {
  try {
    const record = JSON.parse(text) as InitRecord
    return record.version === 1 && record.files.every(isRecordedFile) ? record : undefined
  } catch {
    return undefined
  }
}

function isRecordedFile({ path, before, after }: RecordedFile): boolean {
  const isInside = typeof path === 'string' && !isAbsolute(path) && !normalize(path).startsWith('..')
  return isInside && (before === null || typeof before === 'string') && typeof after === 'string'
}
