import { existsSync } from 'node:fs'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'

/** Debian's Chromium, or the one that `KYMO_CHROMIUM` names. */
export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = process.env.KYMO_CHROMIUM ?? '/usr/bin/chromium'
  if (!existsSync(executablePath))
    throw new Error(`There is no Chromium at ${executablePath}; npm test installs it.`)
  return chromium.launch({
    ...options,
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
