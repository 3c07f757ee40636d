import { closeSync, openSync, readSync } from 'node:fs'

/** Bytes; the kernel's files are mostly shorter. Shared: reads are synchronous. */
const block = Buffer.allocUnsafe(16 * 1024)

/**
 * Files of the kernel, which are read from memory and never wait for a disk. They say that they are empty, and what is
 * usually used to read such a file sets aside much memory for it.
 */
export class SystemFiles {
  readonly #root: string

  /** @param root put before each path: tests have files of their own */
  constructor(root = '') {
    this.#root = root
  }

  /** A whole file; undefined where there is none or it may not be read. */
  read(path: string): string | undefined {
    return this.#read(path, false)
  }

  /** The first kilobytes of a file. */
  readHead(path: string): string | undefined {
    return this.#read(path, true)
  }

  /** The number that a file consists of; undefined for one that holds something else, such as `max`. */
  readNumber(path: string): number | undefined {
    const text = this.#read(path, true)
    const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
    return Number.isFinite(number) ? number : undefined
  }

  #read(path: string, once: boolean): string | undefined {
    let file: number | undefined
    try {
      file = openSync(this.#root + path, 'r')
      let text = ''
      for (;;) {
        const length = readSync(file, block, 0, block.length, null)
        text += block.toString('latin1', 0, length)
        if (once || length === 0) return text
      }
    } catch {
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }
}
