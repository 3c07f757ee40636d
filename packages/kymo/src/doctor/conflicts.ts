import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Check, type Finding, type Patient, warn } from './finding.ts'

/** Agents that wrap the same functions of Node and Next.js. */
const AGENTS: Readonly<Record<string, string>> = {
  'dd-trace': 'Datadog',
  newrelic: 'New Relic',
  'elastic-apm-node': 'Elastic APM',
  '@sentry/nextjs': 'Sentry',
  '@opentelemetry/sdk-node': 'OpenTelemetry',
  '@vercel/otel': 'Vercel OpenTelemetry',
}

/** Those that have been seen to work beside Kymo. */
const GOOD_NEIGHBOURS = new Set(['@sentry/nextjs', '@opentelemetry/sdk-node', '@vercel/otel'])

/** What else looks into the app, or could keep Kymo from doing so. */
export const checkConflicts: Check = (patient) => {
  const { manifest, environment } = patient
  const asked = { ...manifest.dependencies, ...manifest.devDependencies }
  const findings: Finding[] = []
  for (const [name, title] of Object.entries(AGENTS)) {
    if (asked[name] === undefined || GOOD_NEIGHBOURS.has(name)) continue
    findings.push(
      warn(
        'other-agents',
        `${title} (${name}) watches the same calls; each then shows the other's wrapping in its stacks.`,
        'Leave it out while you develop, if figures look odd.',
      ),
    )
  }
  const policy = policyFile(patient)
  if (policy !== undefined && patient.page === undefined) {
    findings.push(
      warn(
        'csp',
        `${policy} sets a content security policy, which may keep the page's script or the panel out.`,
        'Run the app and look at a page: kymo doctor --page http://localhost:3000',
      ),
    )
  }
  if (/--require[=\s]+\S*(dd-trace|newrelic|elastic-apm)/.test(environment.NODE_OPTIONS ?? '')) {
    findings.push(
      warn('other-agents', 'NODE_OPTIONS loads another agent, too.', 'Leave it out while you develop.'),
    )
  }
  return findings
}

/** The file that seems to set a policy. */
function policyFile({ root, project }: Patient): string | undefined {
  if (project === undefined) return undefined
  const names = ['proxy', 'middleware'].flatMap((name) => [
    `${project.base}${name}.ts`,
    `${project.base}${name}.js`,
  ])
  return [project.configFile, ...names].find((file) => {
    try {
      return file !== undefined && /content-security-policy/i.test(readFileSync(join(root, file), 'utf8'))
    } catch {
      return false
    }
  })
}
