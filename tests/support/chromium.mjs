/** Debian's Chromium, or the one that `KYMO_CHROMIUM` names. */
export const CHROMIUM = process.env.KYMO_CHROMIUM ?? '/usr/bin/chromium'

/** It asks nobody for anything by itself, and runs without a screen and as root. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
