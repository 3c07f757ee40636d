import { createServer } from 'node:net'
import { isSwitchedOff } from '@kymo/protocol'
import { isAtLeast } from '../init/project.ts'
import { type Check, type Finding, fail, ok, warn } from './finding.ts'

const LEAST_NODE = [20, 19] as const

export const checkNode: Check = ({ nodeVersion }) => {
  return [
    isAtLeast(nodeVersion.replace(/^v/, ''), ...LEAST_NODE)
      ? ok('node', `Node ${nodeVersion}.`)
      : fail('node', `Node ${nodeVersion} is too old.`, `Kymo needs ${LEAST_NODE.join('.')} or newer.`),
  ]
}

/** Whether the environment lets the agent run. */
export const checkEnvironment: Check = ({ environment, manifest }) => {
  const findings: Finding[] = []
  if (isSwitchedOff(environment)) {
    const { KYMO_DISABLED: disabled } = environment
    findings.push(
      warn(
        'switch',
        `${disabled ? `KYMO_DISABLED=${disabled}` : 'KYMO_MODE=disabled'} switches the agent off.`,
        'Unset it to see the app.',
      ),
    )
  } else findings.push(ok('switch', 'Nothing switches the agent off.'))
  const scripts = Object.entries(manifest.scripts ?? {})
  const clobbering = scripts.filter(([, script]) => /(^|[\s;&])NODE_OPTIONS=(?!["']?\$)/.test(script))
  for (const [name, script] of clobbering) {
    const isPosix = !/cross-env/.test(script)
    findings.push(
      warn(
        'node-options',
        `The script "${name}" sets NODE_OPTIONS, which takes the agent out again.`,
        isPosix
          ? 'Add to it instead: NODE_OPTIONS="$NODE_OPTIONS …", or put the options before `kymo dev`.'
          : 'Put the options before `kymo dev` instead of before the app: it keeps those it finds.',
      ),
    )
  }
  if (clobbering.length === 0) findings.push(ok('node-options', 'No script takes NODE_OPTIONS away.'))
  return findings
}

/** Whether the ports that `kymo dev` would take are somebody else's. */
export const checkPort: Check = async ({ environment, collector }) => {
  if (collector.state !== 'none') return []
  const port = Number(environment.KYMO_PORT ?? 4600)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return [
      fail('port', `KYMO_PORT is ${environment.KYMO_PORT}, which is no port.`, 'Set it to one, or unset it.'),
    ]
  return [
    (await isFree(port))
      ? ok('port', `Port ${port} is free for the dashboard.`)
      : warn(
          'port',
          `Port ${port} is in use.`,
          '`kymo dev` takes the next free one, and says so; or name one: --port',
        ),
  ]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
