import { StoreError } from '../store-error.ts'

/** Tells by DuckDB's or the system's message what is the matter. */
export function storeErrorOf(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = (error as NodeJS.ErrnoException).code
  const options = { cause: error }
  if (/could not set lock|conflicting lock|being used by another process/i.test(message)) {
    const pid = /\(?PID (\d+)\)?/.exec(message)?.[1]
    return new StoreError(
      'STORE_LOCKED',
      `Another process${pid === undefined ? '' : ` (${pid})`} has the store ${path} open.`,
      'End it, or use another folder.',
      options,
    )
  }
  if (/created with a newer|newer version of DuckDB|newer storage/i.test(message)) {
    return new StoreError(
      'STORE_NEWER',
      `The store ${path} was written by a newer Kymo.`,
      'Use the newer Kymo, or another folder.',
      options,
    )
  }
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG' || isNoSpace(message)) {
    return new StoreError(
      'STORE_FULL',
      `There is no room left for the store ${path}.`,
      'Free some space.',
      options,
    )
  }
  if (
    code === 'EACCES' ||
    code === 'EPERM' ||
    code === 'EROFS' ||
    code === 'ENOTDIR' ||
    code === 'EEXIST' ||
    /permission denied|read-only file system|not a directory|is a directory/i.test(message)
  ) {
    return new StoreError(
      'STORE_UNWRITABLE',
      `The store ${path} can not be written.`,
      'Make it a folder that you may write to, or use another.',
      options,
    )
  }
  return new StoreError('STORE_FAILED', `The store ${path} failed: ${firstLine(message)}`, undefined, options)
}

/** After such an error the database answers nothing more until it is opened anew. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && /database has been invalidated|^FATAL/i.test(error.message)
}

/** A file that can't be what the store wrote, as opposed to one that can't be read for now. */
export function isDamage(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error)
  return /not a valid DuckDB database|corrupt|checksum|serializ|replaying WAL|WAL file|unexpected end|could not read enough/i.test(
    message,
  )
}

function isNoSpace(message: string): boolean {
  return /no space left|disk quota exceeded|file too large|out of disk space|max_temp_directory_size/i.test(
    message,
  )
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? ''
}
