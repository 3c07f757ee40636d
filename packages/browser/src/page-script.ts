/**
 * The script that `kymo dev` puts into pages: `<script src="/__kymo/client.js" data-kymo-url data-kymo-key
 * data-kymo-app [data-kymo-blocked]>`. It is built into one classic script, `@kymo/browser/client.js`, so that it runs
 * before the page's own. In a frame without an origin, whose calls all are refused, it does nothing.
 */
import { getNetworkMonitor } from './network/network-monitor.ts'
import { showPanel } from './panel/show-panel.ts'
import { startPage } from './start-page.ts'
import { nextFramework } from './visits/next-framework.ts'

const { kymoUrl, kymoKey, kymoApp, kymoBlocked } = document.currentScript?.dataset ?? {}
if (kymoUrl && kymoKey && kymoApp && origin !== 'null') {
  showPanel(
    startPage({
      url: kymoUrl,
      key: kymoKey,
      app: kymoApp,
      blocked: kymoBlocked !== undefined,
      framework: nextFramework,
    }),
  )
  getNetworkMonitor({ enabled: true })
}
