import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
import { clientImport, editClient } from './client-file.ts'
import { configImport, editConfig, newConfig } from './config-file.ts'
import { editInstrumentation, hooksExport, namespaceImport } from './instrumentation-file.ts'
import { type Link, linkAt } from './link.ts'
import { addPackages } from './package-json.ts'
import { isAtLeast, type Project } from './project.ts'
import { type Edit, NEXT_STYLE, parseSource, type Style } from './source.ts'

/** A file as it is to be. Paths are relative to the project's folder. */
export interface PlannedFile {
  readonly path: string
  /** `undefined` for a new one. */
  readonly before: string | undefined
  readonly after: string
  /** Where it really is, when it is a link. */
  readonly to?: string
}

/** What a person has to do, since it is not certain what to write. */
export interface ByHand {
  readonly path: string
  readonly reason: string
  /** The lines to write, or that show what to write. */
  readonly lines: readonly string[]
}

export interface Plan {
  readonly files: readonly PlannedFile[]
  readonly byHand: readonly ByHand[]
  /** Files that are as they should be. */
  readonly unchanged: readonly string[]
}

/**
 * Decides what to write for the documented install.
 * @param version of Kymo, that `package.json` will ask for
 * @throws CliError NEXT_TOO_OLD, NO_ROUTES
 */
export async function planInit(project: Project, version: string): Promise<Plan> {
  if (!isAtLeast(project.nextVersion, 15, 0)) {
    throw new CliError(
      'NEXT_TOO_OLD',
      `This app has Next.js ${project.nextVersion}; the install in code needs 15 or newer.`,
      'Without it, `kymo dev` still shows requests and fetches of the server.',
    )
  }
  if (!project.appRouter && !project.pagesRouter) {
    throw new CliError(
      'NO_ROUTES',
      'There is no app or pages folder here, nor in src.',
      'Run it in the folder of the app.',
    )
  }
  const plan = new PlanBuilder(project.root)
  const style = await projectStyle(project)
  const extension = project.typescript ? 'ts' : 'js'

  await plan.add(
    'package.json',
    await read(project, 'package.json'),
    (text) => {
      const after = addPackages(text, version)
      return after === text ? { kind: 'unchanged' } : { kind: 'changed', text: after }
    },
    [`"dependencies": { "@kymo/next": "^${version}" }`, `"devDependencies": { "kymo": "^${version}" }`],
  )

  if (project.configFile === undefined) {
    const { file, text } = newConfig(project.typescript, style)
    await plan.create(file, text)
  } else {
    const file = project.configFile
    await plan.add(file, await read(project, file), (text) => editConfig(text, file), [
      configImport(style),
      'export default withKymo(/* what it exports now */)',
    ])
  }

  if (project.instrumentationFile === undefined) {
    const line = hooksExport(['onRequestError', 'register'], style)
    await plan.create(`${project.base}instrumentation.${extension}`, line + style.newline)
  } else {
    const file = project.instrumentationFile
    await plan.add(file, await read(project, file), (text) => editInstrumentation(text, file), [
      namespaceImport('kymo', style),
      'kymo.register()                               // first, in your register()',
      'kymo.onRequestError(error, request, context)  // first, in your onRequestError()',
    ])
  }

  if (project.clientFile !== undefined) {
    const file = project.clientFile
    await plan.add(file, await read(project, file), (text) => editClient(text, file), [clientImport(style)])
  } else if (isAtLeast(project.nextVersion, 15, 3)) {
    await plan.create(
      `${project.base}instrumentation-client.${extension}`,
      clientImport(style) + style.newline,
    )
  }
  return plan
}

class PlanBuilder implements Plan {
  readonly files: PlannedFile[] = []
  readonly byHand: ByHand[] = []
  readonly unchanged: string[] = []
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  create(path: string, after: string): Promise<void> {
    return this.#write({ path, before: undefined, after }, after.trimEnd().split(/\r?\n/))
  }

  async add(
    path: string,
    before: string | undefined,
    edit: (text: string) => Edit,
    lines: readonly string[],
  ): Promise<void> {
    if (before === undefined) {
      this.byHand.push({ path, reason: 'it is not text in UTF-8', lines })
      return
    }
    const edited = edit(before)
    if (edited.kind === 'changed') await this.#write({ path, before, after: edited.text }, lines)
    else if (edited.kind === 'unchanged') this.unchanged.push(path)
    else this.byHand.push({ path, reason: edited.reason, lines })
  }

  /** What is not of this app alone, nobody but a person writes. */
  async #write(file: PlannedFile, lines: readonly string[]): Promise<void> {
    const { path } = file
    const link = await linkAt(this.#root, path)
    if (link === undefined) this.files.push(file)
    else if (link.leads === 'inside') this.files.push({ ...file, to: link.to })
    else this.byHand.push({ path, reason: reasonOf(link), lines })
  }
}

function reasonOf({ to, leads }: Link): string {
  return leads === 'nowhere'
    ? `it is a link to ${to}, where nothing is`
    : `it is a link out of the app, to ${to}`
}

/** `undefined` when writing the text again would not make the same bytes. */
async function read({ root }: Project, path: string): Promise<string | undefined> {
  const bytes = await readFile(join(root, path))
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? text : undefined
}

/** New files are written as those that are there. */
async function projectStyle(project: Project): Promise<Style> {
  const { base, configFile, instrumentationFile } = project
  const candidates = ['tsx', 'jsx', 'js', 'ts'].flatMap((extension) => [
    `${base}app/layout.${extension}`,
    `${base}pages/_app.${extension}`,
    `${base}pages/index.${extension}`,
  ])
  for (const file of [configFile, instrumentationFile, ...candidates]) {
    const text = file === undefined ? undefined : await read(project, file).catch(() => undefined)
    const source = text === undefined || file === undefined ? undefined : parseSource(text, file)
    if (source !== undefined && source.program.body.length > 0) return source.style
  }
  return NEXT_STYLE
}
