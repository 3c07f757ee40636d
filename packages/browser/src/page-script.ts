/**
 * The script that `kymo dev` puts into pages: `<script src="/__kymo/client.js" data-kymo-url data-kymo-key
 * data-kymo-app [data-kymo-off] [data-kymo-blocked]>`. It is built into one classic script, `@kymo/browser/client.js`, so
 * that it runs before the page's own. In a frame without an origin, whose calls all are refused, it does nothing.
 */
import { pageMonitors } from '@kymo/protocol'
import { showPanel } from './panel/show-panel.ts'
import { startMonitors } from './start-monitors.ts'
import { startPage } from './start-page.ts'
import { nextFramework } from './visits/next-framework.ts'

const { kymoUrl, kymoKey, kymoApp, kymoOff, kymoBlocked } = document.currentScript?.dataset ?? {}
if (kymoUrl && kymoKey && kymoApp && origin !== 'null') {
  const blocked = kymoBlocked !== undefined
  const start = () =>
    startPage({ url: kymoUrl, key: kymoKey, app: kymoApp, blocked, framework: nextFramework })
  const page = start()
  // Of what nobody can be told, nothing is looked for.
  if (!blocked) startMonitors(pageMonitors(kymoOff))
  if (page) showPanel(page)
  // What the browser renders ahead is no page yet.
  else document.addEventListener('prerenderingchange', () => showPanel(start()))
}
