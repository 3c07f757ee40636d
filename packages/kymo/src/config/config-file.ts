import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { checkConfig, type KymoConfig } from '@kymo/server'
import { CliError } from '../cli-error.ts'

/** What is looked for where none is named. */
const CONFIG_NAME = 'kymo.config.json'
/** Milliseconds between two looks whether the file is another: as long as somebody has who is writing it. */
const LOOK_INTERVAL = 500

/** What lies at the path: a text, nothing, or something that can't be read. */
type Content = { readonly text: string | undefined } | { readonly problem: CliError }

export interface ConfigListener {
  /** @param config undefined where there is none any more */
  readonly changed: (config: KymoConfig | undefined) => void
  /** It can not be used; what was before stays. */
  readonly broken: (error: CliError) => void
}

/** The file that says what `kymo serve` and `kymo dev` watch. */
export class ConfigFile {
  readonly name: string
  readonly #path: string
  readonly #required: boolean
  /** What was used last, or found to be broken. */
  #used = ''
  #seen = ''
  #timer: NodeJS.Timeout | undefined
  #looking = false

  /** @param given where it is; default: `kymo.config.json`, if there is one */
  constructor(root: string, given: string | undefined) {
    this.#path = resolve(root, given ?? CONFIG_NAME)
    this.#required = given !== undefined
    this.name = given ?? basename(this.#path)
  }

  /** Undefined where there is none. @throws CliError */
  async read(): Promise<KymoConfig | undefined> {
    const content = await this.#load()
    this.#used = keyOf(content)
    return this.#configOf(content)
  }

  /** Tells of every change from now on, until `close`. */
  follow(listener: ConfigListener): void {
    // Its content, not its time: editors, and whoever mounts a file from elsewhere, put another in its place.
    this.#timer = setInterval(() => void this.#look(listener), LOOK_INTERVAL).unref()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #look({ changed, broken }: ConfigListener): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    const content = await this.#load()
    this.#looking = false
    const key = keyOf(content)
    const settled = key === this.#seen
    this.#seen = key
    if (key === this.#used || !settled || this.#timer === undefined) return
    this.#used = key
    try {
      changed(this.#configOf(content))
    } catch (error) {
      broken(error as CliError)
    }
  }

  async #load(): Promise<Content> {
    try {
      return { text: await readFile(this.#path, 'utf8') }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' && !this.#required) return { text: undefined }
      return { problem: new CliError('CONFIG_UNREADABLE', `${this.name} can't be read (${code}).`) }
    }
  }

  #configOf(content: Content): KymoConfig | undefined {
    if ('problem' in content) throw content.problem
    return this.#parse(content.text)
  }

  #parse(text: string | undefined): KymoConfig | undefined {
    if (text === undefined) return undefined
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      const where = placeOf(error as Error, text)
      throw new CliError('CONFIG_NOT_JSON', `${this.name} is not JSON${where}.`)
    }
    try {
      return checkConfig(value, process.env)
    } catch (error) {
      const { code, message, hint } = error as CliError
      throw new CliError(code, `${this.name}: ${message}`, hint)
    }
  }
}

/** Where the parser stopped, as an editor counts; of the text itself nothing is shown. */
function placeOf({ message }: Error, text: string): string {
  const [, digits] = /position (\d+)/.exec(message) ?? []
  if (digits === undefined) return text.trim() === '' ? ': it is empty' : ': it ends too early'
  const before = text.slice(0, Number(digits)).split('\n')
  return `: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

/** The same for the same. */
function keyOf(content: Content): string {
  if ('problem' in content) return `problem ${content.problem.message}`
  return content.text === undefined ? 'none' : `text ${content.text}`
}
