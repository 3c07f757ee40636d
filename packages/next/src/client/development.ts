/**
 * `import '@kymo/next/client'` in `instrumentation-client.ts`, under development: starts the page's runtime and shows
 * its panel, with what `withKymo` has found. Where `kymo dev` has put the page's script in, that one runs already, and
 * this does nothing.
 */
import { nextFramework, showPanel, startPage } from '@kymo/browser'
import { pageSettings } from './page-settings.ts'

const settings = pageSettings()
if (settings !== undefined) showPanel(startPage({ ...settings, framework: nextFramework }))
