import { existsSync } from 'node:fs'
import { type Browser, launch } from 'puppeteer-core'

/** Debian's Firefox, or the one that `KYMO_FIREFOX` names, by WebDriver BiDi; with a profile of its own. */
export function launchFirefox(): Promise<Browser> {
  const executablePath = process.env.KYMO_FIREFOX ?? '/usr/bin/firefox-esr'
  if (!existsSync(executablePath))
    throw new Error(`There is no Firefox at ${executablePath}; npm test installs it.`)
  return launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    timeout: 60_000,
    extraPrefsFirefox: {
      'app.update.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  })
}
