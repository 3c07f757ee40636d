/**
 * The script that `kymo dev` puts into pages: `<script src="/__kymo/client.js" data-kymo-url data-kymo-key
 * data-kymo-app>`. It is built into one classic script, `@kymo/browser/client.js`, so that it runs before the page's own.
 */
import { showPanel } from './panel/show-panel.ts'
import { startPage } from './start-page.ts'

const { kymoUrl, kymoKey, kymoApp } = document.currentScript?.dataset ?? {}
if (kymoUrl && kymoKey && kymoApp) showPanel(startPage({ url: kymoUrl, key: kymoKey, app: kymoApp }))
