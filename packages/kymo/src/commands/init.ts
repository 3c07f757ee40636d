import { spawn } from 'node:child_process'
import { createTwoFilesPatch } from 'diff'
import { CliError } from '../cli-error.ts'
import { type ByHand, type PlannedFile, planInit } from '../init/plan.ts'
import { detectProject, type Project } from '../init/project.ts'
import { planUndo, undoFiles, writeFiles } from '../init/record.ts'
import { style } from '../terminal/style.ts'
import { version } from '../version.ts'

export interface InitOptions {
  /** The app's folder. */
  readonly root: string
  /** Print what would be written, as a diff, and write nothing. */
  readonly dryRun: boolean
  /** Take back what an earlier run has written. */
  readonly undo: boolean
  /** Run the package manager's install afterwards. */
  readonly install: boolean
}

/** Something is left to be written by hand. */
const LEFT_BY_HAND = 2

/**
 * Writes what puts Kymo into an app's code.
 * @returns the exit code: 0, or 2 when something is left to do by hand
 * @throws CliError
 */
export async function init({ root, dryRun, undo, install }: InitOptions): Promise<number> {
  if (undo) return undoInit(root, dryRun)
  const project = await detectProject(root)
  const { files, byHand } = await planInit(project, version)
  print(`${style.brand('kymo')}  ${describe(project)}`)
  if (dryRun) {
    for (const file of files) process.stdout.write(`\n${paint(patchOf(file))}`)
  } else if (files.length > 0) {
    await writeFiles(root, files)
    for (const { path, before, to } of files) {
      const word = style.ok(before === undefined ? 'created' : 'changed')
      print(`  ${word}  ${path}${to === undefined ? '' : style.dim(` → ${to}`)}`)
    }
  }
  if (files.length === 0 && byHand.length === 0) print('  Everything is in place already.')
  for (const each of byHand) explain(each)
  if (!dryRun && files.length > 0) await finish(project, files, install)
  return byHand.length > 0 ? LEFT_BY_HAND : 0
}

async function finish(project: Project, files: readonly PlannedFile[], install: boolean): Promise<void> {
  const command = [project.packageManager, 'install']
  const needsInstall = files.some(({ path }) => path === 'package.json')
  if (needsInstall && install) await run(command, project.root)
  print('')
  if (needsInstall && !install) print(`  Then: ${style.strong(command.join(' '))}`)
  print(`  See the app's pulse: ${style.strong(`${runner(project)} kymo dev`)}`)
  print(style.dim('  kymo doctor checks the install; kymo init --undo takes it back.'))
}

async function undoInit(root: string, dryRun: boolean): Promise<number> {
  const files = await planUndo(root)
  const edited = files.filter(({ state }) => state === 'edited').map(({ path }) => path)
  if (edited.length > 0) {
    throw new CliError(
      'EDITED_SINCE',
      `${edited.join(', ')} ${edited.length === 1 ? 'was' : 'were'} edited since \`kymo init\`; nothing was taken back.`,
      'Take its lines out by hand, or with git.',
    )
  }
  if (!dryRun) await undoFiles(root, files)
  const word = dryRun ? ['would restore', 'would remove'] : ['restored', 'removed']
  for (const { path, content, state } of files) {
    if (state === 'ours') print(`  ${style.ok(word[content === undefined ? 1 : 0] as string)}  ${path}`)
  }
  if (files.some(({ path }) => path === 'package.json')) {
    print(style.dim('  Installed packages and the lockfile stay until the next install.'))
  }
  return 0
}

function describe({ nextVersion, appRouter, pagesRouter, typescript, packageManager }: Project): string {
  const routers = [appRouter ? 'App Router' : '', pagesRouter ? 'Pages Router' : ''].filter(
    (name) => name !== '',
  )
  return [
    `Next.js ${nextVersion}`,
    routers.join(' and '),
    typescript ? 'TypeScript' : 'JavaScript',
    packageManager,
  ].join(style.dim(' · '))
}

function explain({ path, reason, lines }: ByHand): void {
  print(`\n  ${style.slow('by hand')}  ${path}: ${reason}. Write into it:\n`)
  for (const line of lines) print(`      ${line}`)
}

function patchOf({ path, before, after }: PlannedFile): string {
  const old = before === undefined ? '/dev/null' : `a/${path}`
  const patch = createTwoFilesPatch(old, `b/${path}`, before ?? '', after, undefined, undefined, {
    context: 3,
  })
  return patch.replace(/^=+\n/, '')
}

function paint(patch: string): string {
  return patch.replace(/^[+-].*$/gm, (line) => {
    if (line.startsWith('+++') || line.startsWith('---')) return style.strong(line)
    return line.startsWith('+') ? style.ok(line) : style.error(line)
  })
}

function runner({ packageManager }: Project): string {
  return { npm: 'npx', pnpm: 'pnpm exec', yarn: 'yarn', bun: 'bunx' }[packageManager]
}

async function run([command, ...args]: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command as string, args, {
    cwd,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (exit) => resolve(exit))
  })
  if (code !== 0) {
    throw new CliError(
      'INSTALL_FAILED',
      `${[command, ...args].join(' ')} ended with ${code}; the files are written.`,
      'Install by hand, or take it all back: kymo init --undo',
    )
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
