import { expect, it } from 'vitest'
import { pageCode } from './page-code.ts'

it('names the collector, the app that was chosen, and the monitor', () => {
  expect(pageCode({ url: 'http://localhost:4600', app: 'shop', monitor: 'getNetworkMonitor' })).toBe(
    `import { getNetworkMonitor, startPage } from '@kymo/browser'

startPage({
  url: 'http://localhost:4600',
  key: 'the one that kymo serve prints',
  app: 'shop',
})
getNetworkMonitor({ enabled: true })`,
  )
  expect(pageCode({ url: 'http://localhost:4600', app: undefined })).not.toContain('undefined')
})

it('is code whatever the address says that the app is', () => {
  expect(pageCode({ url: 'http://a.test', app: "'); alert(1); ('\n" })).toContain(
    `app: "'); alert(1); ('\\n",`,
  )
})
