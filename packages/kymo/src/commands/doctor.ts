import { type CollectorAddress, findCollector } from '../collector-client.ts'
import { askCollector, checkCollector } from '../doctor/collector.ts'
import { checkConflicts } from '../doctor/conflicts.ts'
import { checkEnvironment, checkNode, checkPort } from '../doctor/environment.ts'
import type { Check, Finding, Verdict } from '../doctor/finding.ts'
import { checkGit } from '../doctor/git.ts'
import { checkFiles, checkNext, checkVersions } from '../doctor/install.ts'
import { checkPage } from '../doctor/page.ts'
import { checkRedis } from '../doctor/redis.ts'
import { detectProject, type Manifest, readManifest } from '../init/project.ts'
import { printable } from '../terminal/printable.ts'
import { style } from '../terminal/style.ts'

export interface DoctorOptions {
  /** The app's folder. */
  readonly root: string
  /** The collector's address and token, where they are given. */
  readonly url?: string
  readonly token?: string
  /** A page of the running app to look at. */
  readonly page: URL | undefined
  readonly json: boolean
}

const CHECKS: readonly Check[] = [
  checkNode,
  checkNext,
  checkVersions,
  checkEnvironment,
  checkPort,
  checkCollector,
  checkRedis,
  checkFiles,
  checkGit,
  checkConflicts,
  checkPage,
]

/**
 * Looks for what keeps Kymo from seeing the app, and says how to mend it.
 * @returns the exit code: 1 when something is broken
 */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { root, page } = options
  const manifest = await readManifest(root).catch((): Manifest => ({}))
  const address = await addressOf(options)
  const patient = {
    root,
    page,
    manifest,
    address,
    environment: process.env,
    nodeVersion: process.versions.node,
    project: await detectProject(root).catch(() => undefined),
    collector: await askCollector(address),
  }
  const findings = (await Promise.all(CHECKS.map((check) => check(patient)))).flat()
  const failed = findings.some(({ verdict }) => verdict === 'fail')
  if (options.json) process.stdout.write(`${JSON.stringify({ ok: !failed, findings }, null, 2)}\n`)
  else for (const line of report(findings)) process.stdout.write(`${line}\n`)
  return failed ? 1 : 0
}

async function addressOf({ root, url, token }: DoctorOptions): Promise<CollectorAddress | undefined> {
  try {
    return await findCollector(root, {
      ...(url === undefined ? undefined : { url }),
      ...(token === undefined ? undefined : { token }),
    })
  } catch (error) {
    if ((error as { code?: string }).code === 'NO_COLLECTOR') return undefined
    throw error
  }
}

const WORDS: Readonly<Record<Verdict, string>> = {
  ok: style.ok('ok  '),
  warn: style.slow('warn'),
  fail: style.error('fail'),
}

function report(findings: readonly Finding[]): string[] {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, verdict, message, fix }) => [
    `  ${WORDS[verdict]}  ${style.dim(check.padEnd(width))}  ${printable(message)}`,
    ...(fix === undefined ? [] : [`${' '.repeat(width + 10)}${printable(fix)}`]),
  ])
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  const [failed, warned] = [count('fail'), count('warn')]
  const summary =
    failed + warned === 0
      ? style.ok('All is well.')
      : [failed > 0 ? `${failed} to mend` : '', warned > 0 ? `${warned} to know of` : '']
          .filter((part) => part !== '')
          .join(', ')
  return [...lines, '', `  ${summary}`]
}
