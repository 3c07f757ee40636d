import {
  getComponentTracker,
  getMemoryProfiler,
  getNetworkMonitor,
  getPerformanceMonitor,
  startPage,
} from '@kymo/browser'

startPage({ url: self.settings.sink, key: self.settings.key, app: 'bench' })
getPerformanceMonitor({ enabled: true })
getComponentTracker({ enabled: true })
getNetworkMonitor({ enabled: true })
getMemoryProfiler({ enabled: true })
