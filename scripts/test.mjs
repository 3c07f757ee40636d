// @ts-check
/** `npm test`: installs what is missing, builds, checks, and runs every test. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { build, checkNode, installPackages, installSystemPackages, root, run } from './setup/install.mjs'

checkNode()
installPackages()
installSystemPackages()
build()
run('npm', ['run', '--silent', 'lint'])
run('npm', ['run', '--silent', 'typecheck'])

const folder = mkdtempSync(join(tmpdir(), 'kymo-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const failures = []
for (const project of ['unit', 'e2e']) {
  const report = join(folder, `${project}.json`)
  process.stdout.write(`\n${project} tests\n`)
  const { status } = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: 'inherit' },
  )
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } =
    readReport(report)
  total.passed += numPassedTests
  total.skipped += numPendingTests
  // A file that could not be loaded has no test that could fail; it still failed.
  total.failed += numFailedTests + (numFailedTests === 0 && (status !== 0 || numFailedTestSuites > 0) ? 1 : 0)
  failures.push(...testResults.flatMap(failuresOf))
}
rmSync(folder, { recursive: true })
// Once more at the end: of a long log often only that is kept.
if (failures.length > 0) process.stdout.write(`\nFailed:\n\n${failures.join('\n\n')}\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numFailedTestSuites: 1,
      testResults: [],
    }
  }
}

/**
 * @param {{ name: string, status: string, message: string,
 *   assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }} file
 */
function failuresOf({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed')
  const path = relative(root, name)
  if (failed.length > 0) {
    return failed.map(
      (test) => `${path} › ${test.fullName}\n${test.failureMessages.join('\n').slice(0, 2000)}`,
    )
  }
  return status === 'failed' ? [`${path}\n${message.slice(0, 2000)}`] : []
}
