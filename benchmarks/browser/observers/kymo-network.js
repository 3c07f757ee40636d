import { getNetworkMonitor, startPage } from '@kymo/browser'

startPage({ url: self.settings.sink, key: self.settings.key, app: 'bench' })
getNetworkMonitor({ enabled: true, maxEntries: 100_000 })
