import { existsSync } from 'node:fs'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../../tests/support/chromium.mjs'

export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error(`There is no Chromium at ${CHROMIUM}; npm test installs it.`)
  return chromium.launch({ ...options, executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS })
}
