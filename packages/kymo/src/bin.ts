#!/usr/bin/env node
import { runCli } from './cli.ts'
import { stderrStyle as style } from './terminal/style.ts'

try {
  process.exitCode = await runCli(process.argv)
} catch (error) {
  const { code, message, hint } = error as { code?: string; message?: string; hint?: string }
  process.stderr.write(`${style.error(code ?? 'ERROR')}  ${message ?? String(error)}\n`)
  if (hint !== undefined) process.stderr.write(`${' '.repeat((code ?? 'ERROR').length)}  ${hint}\n`)
  process.exitCode = 1
}
