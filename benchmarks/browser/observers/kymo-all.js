import { startMonitors, startPage } from '@kymo/browser'

startPage({ url: self.settings.sink, key: self.settings.key, app: 'bench' })
startMonitors()
