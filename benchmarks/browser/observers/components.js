import { getComponentTracker } from '@kymo/browser'

getComponentTracker({ enabled: true, maxEntries: 100_000 })
