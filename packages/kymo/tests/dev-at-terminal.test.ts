import { spawn, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { cleanEnvironment, observe } from '../../../tests/support/program.ts'
import { bin } from './kymo-process.ts'
import { until, useProject } from './project.ts'

const project = useProject()

/** Node at a terminal of its own, which `script` makes; what is written to its standard input is typed there. */
const terminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')

describe.skipIf(!terminal)('at a terminal', () => {
  const CTRL_C = '\u0003'
  /** Takes its time to end, and says how often it was asked to. */
  const PATIENT = `
    let asked = 0
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
      console.log(signal + ' ' + ++asked)
      if (process.env.STUBBORN === undefined) setTimeout(() => process.exit(0), 500)
    })
    setInterval(() => {}, 1000)
    console.log('app is process ' + process.pid)`

  async function atTerminal(command: string, env: NodeJS.ProcessEnv = {}) {
    await writeFile(join(project.root, 'patient.mjs'), PATIENT)
    const port = await freePort()
    // The shell lives on, as a person's does: it is not the terminal's end that ends the app.
    const line = `trap : INT; ${process.execPath} ${bin} dev --port ${port} -- ${command}; echo "shell got $?"; cat`
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: project.root,
      env: cleanEnvironment(env),
    })
    const shell = { child, ...observe(child) }
    project.endAfterwards(shell)
    const [, pid] = await shell.printed(/app is process (\d+)/)
    return { shell, pid: Number(pid) }
  }

  const ended = (pid: number) =>
    until(async () => {
      try {
        process.kill(pid, 0)
        return false
      } catch {
        return true
      }
    })

  test('Ctrl-C reaches the app once, and it ends in its own time', async () => {
    const { shell } = await atTerminal('node patient.mjs')
    shell.child.stdin.write(CTRL_C)
    await shell.printed(/shell got 0/)
    expect(shell.stdout().match(/SIG\w+ \d/g)).toEqual(['SIGINT 1'])
  })

  test('what a script of a shell has started ends with it', async () => {
    const { shell, pid } = await atTerminal(`sh -c 'node patient.mjs; true'`)
    const { pid: kymoPid } = JSON.parse(await readFile(join(project.root, '.kymo', 'collector.json'), 'utf8'))
    process.kill(kymoPid, 'SIGTERM')
    await shell.printed(/shell got 143/)
    await ended(pid)
    expect(shell.stdout().match(/SIG\w+ \d/g)).toEqual(['SIGTERM 1'])
  })

  test('an app that does not want to end is killed with all it has started, and that is said', async () => {
    const { shell, pid } = await atTerminal(`sh -c 'node patient.mjs; true'`, { STUBBORN: '1' })
    shell.child.stdin.write(CTRL_C)
    await shell.printed(/did not end within 8 seconds/)
    await shell.printed(/shell got 137/)
    await ended(pid)
  })
})
