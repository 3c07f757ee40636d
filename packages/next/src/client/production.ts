/**
 * `import '@kymo/next/client'` in a production build. `withKymo` says whether pages are observed there; where it does
 * not, the condition is false while the app is built, and nothing of this is in the result. Observed are visits, calls,
 * errors and vitals; other monitors are for the app to switch on.
 */
import { pageSettings } from './page-settings.ts'

if (process.env.NEXT_PUBLIC_KYMO_PAGE) {
  const settings = pageSettings()
  if (settings !== undefined)
    void import('@kymo/browser').then(({ getNetworkMonitor, nextFramework, startPage }) => {
      startPage({ ...settings, framework: nextFramework })
      getNetworkMonitor({ enabled: true })
    })
}
