import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isAtLeast } from '../init/project.ts'
import { parseSource, withoutComments } from '../init/source.ts'
import { version } from '../version.ts'
import { type Check, type Finding, fail, ok, type Patient, warn } from './finding.ts'

export const checkNext: Check = ({ project }) => {
  if (project === undefined) return []
  const { nextVersion } = project
  return [
    isAtLeast(nextVersion, 15, 0)
      ? ok('next', `Next.js ${nextVersion}.`)
      : warn(
          'next',
          `Next.js ${nextVersion} is older than what Kymo is tested with.`,
          'Requests and fetches are seen; for routes, cache status and actions, use 15.5 or newer.',
        ),
  ]
}

const PACKAGES = ['@kymo/next', '@kymo/node', '@kymo/browser', '@kymo/protocol']

/** Whether all that is installed of Kymo is of one version. */
export const checkVersions: Check = ({ root, manifest }) => {
  const asked = { ...manifest.dependencies, ...manifest.devDependencies }
  const found = PACKAGES.map((name) => [name, versionOf(root, name)] as const).filter(
    ([, each]) => each !== undefined,
  )
  const other = found.filter(([, each]) => each !== version)
  if (asked['@kymo/next'] !== undefined && versionOf(root, '@kymo/next') === undefined)
    return [
      fail(
        'versions',
        '@kymo/next is asked for, and not installed.',
        'Run the install of your package manager.',
      ),
    ]
  if (other.length > 0) {
    return [
      warn(
        'versions',
        `${other.map(([name, each]) => `${name} is ${each}`).join(', ')}, this command ${version}.`,
        'Install one version of all of them.',
      ),
    ]
  }
  return found.length === 0 ? [] : [ok('versions', `All of Kymo is ${version}.`)]
}

/** The version in the nearest `node_modules`: these packages do not let their manifest be imported. */
function versionOf(root: string, name: string): string | undefined {
  for (let folder = root; ; folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')
      return (JSON.parse(text) as { version?: string }).version
    } catch {
      if (dirname(folder) === folder) return undefined
    }
  }
}

/** Whether the parts of the documented install are there together; none of them is an install, too. */
export const checkFiles: Check = (patient) => {
  const { project } = patient
  if (project === undefined) return []
  const config = mentions(patient, project.configFile, '@kymo/next/config')
  const instrumentation = mentions(patient, project.instrumentationFile, '@kymo/next/instrumentation')
  const client = mentions(patient, project.clientFile, '@kymo/next/client')
  if (!config && !instrumentation && !client)
    return [ok('install', 'Nothing of Kymo is in the code; `kymo dev` brings it along.')]
  const findings: Finding[] = []
  if (!config) {
    findings.push(
      fail(
        'config',
        `${project.configFile ?? 'next.config'} does not use withKymo, but the app's code imports @kymo/next.`,
        'Run `kymo init`: without it, the agent is bundled into the app, and pages are not observed.',
      ),
    )
  } else findings.push(ok('config', `${project.configFile} uses withKymo.`))
  if (instrumentation) {
    const text = read(patient, project.instrumentationFile)
    const missing = ['register', 'onRequestError'].filter((hook) => !new RegExp(`\\b${hook}\\b`).test(text))
    findings.push(
      missing.length === 0
        ? ok('instrumentation', `${project.instrumentationFile} starts the agent.`)
        : warn(
            'instrumentation',
            `${project.instrumentationFile} has no ${missing.join(' and no ')}.`,
            "Export both: export { onRequestError, register } from '@kymo/next/instrumentation'",
          ),
    )
  } else
    findings.push(
      warn(
        'instrumentation',
        'No instrumentation file starts the agent; it runs under `kymo dev` only.',
        'Run `kymo init` for `next start` and standalone servers.',
      ),
    )
  if (client) findings.push(ok('client', `${project.clientFile} starts the page's runtime.`))
  return [...findings, ...misplaced(patient), ...standalone(patient)]
}

/** Next.js looks for these beside the routes only. */
function misplaced({ root, project }: Patient): readonly Finding[] {
  const wrong = project?.base === 'src/' ? '' : 'src/'
  return ['ts', 'tsx', 'js', 'jsx']
    .flatMap((extension) => [
      `${wrong}instrumentation.${extension}`,
      `${wrong}instrumentation-client.${extension}`,
    ])
    .filter((file) => existsSync(join(root, file)))
    .map((file) =>
      warn(
        'instrumentation',
        `Next.js does not load ${file}.`,
        `Move it beside the routes, to ${project?.base || './'}.`,
      ),
    )
}

/** A standalone server has only the files that were traced. */
function standalone({ root, project }: Patient): readonly Finding[] {
  const folder = join(root, '.next', 'standalone')
  if (project === undefined || !existsSync(folder)) return []
  const isTraced = readTrace(join(root, '.next', 'server', 'instrumentation.js.nft.json')).some((file) =>
    file.includes('@kymo'),
  )
  return [
    isTraced
      ? ok('standalone', 'The standalone server has the agent.')
      : fail(
          'standalone',
          'The standalone server was built without the agent.',
          'Build again, with withKymo in the config.',
        ),
  ]
}

function readTrace(file: string): readonly string[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { files?: string[] }).files ?? []
  } catch {
    return []
  }
}

/** A file without what is commented out in it; empty where there is none. */
function read({ root }: Patient, file: string | undefined): string {
  if (file === undefined) return ''
  try {
    const text = readFileSync(join(root, file), 'utf8')
    const source = parseSource(text, file)
    return source === undefined ? text : withoutComments(source)
  } catch {
    return ''
  }
}

function mentions(patient: Patient, file: string | undefined, module: string): boolean {
  return new RegExp(`["']${module}["']`).test(read(patient, file))
}
