/**
 * `import '@kymo/next/client'` in `instrumentation-client.ts`, under development: starts the page's runtime with all its
 * monitors and shows its panel, with what `withKymo` has found. Where `kymo dev` has put the page's script in, that one
 * has done so already, and this does nothing.
 */
import { nextFramework, showPanel, startMonitors, startPage } from '@kymo/browser'
import { pageSettings } from './page-settings.ts'

const settings = pageSettings()
if (settings !== undefined) {
  const page = startPage({ ...settings, framework: nextFramework })
  // Of what nobody can be told, nothing is looked for: the page's script may have found that it is so.
  if (page?.transport.state !== 'blocked') startMonitors(settings.off)
  showPanel(page)
}
