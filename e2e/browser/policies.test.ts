import { expect, test } from 'vitest'
import { quietSession } from './session.ts'
import { useStand } from './stand.ts'

const stand = useStand()

async function open(headers: Record<string, string>) {
  await stand.serve({ headers })
  await stand.open()
}

test('a policy that allows the collector is enough, whatever it forbids of styles, scripts and sinks', async () => {
  await open({
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${stand.collector.url}; require-trusted-types-for 'script'; trusted-types 'none'`,
  })
  await expect.poll(() => stand.collector.streams).toBe(1)
  const id = String(stand.collector.spans('navigation')[0]?.attributes['kymo.visit.id'])
  stand.collector.show(quietSession(id))
  const badge = stand.page.locator('kymo-panel .badge')
  await expect.poll(() => badge.innerText()).toBe('83.1 ms')
  await badge.click()
  await stand.page.locator('kymo-panel .sheet').waitFor()
  expect(stand.printed).toEqual([])
})

test('a policy that forbids the collector is met by one line, and then by silence', async () => {
  await open({ 'content-security-policy': "default-src 'self'; connect-src 'self'" })
  await expect.poll(() => stand.printed.filter((line) => line.includes('kymo'))).toHaveLength(1)
  expect(stand.printed.find((line) => line.includes('kymo'))).toMatch(
    /^info: kymo PAGE_BLOCKED: .*connect-src/,
  )
  // Whatever would be tried again has its time.
  await stand.page.clock.install()
  for (let i = 0; i < 3; i++) {
    expect(await stand.page.evaluate(async () => (await fetch('/api/works')).status)).toBe(200)
    await stand.page.clock.fastForward(60_000)
  }
  // What else there is to read is the browser's own: it says twice that it refused one request.
  expect(stand.printed.filter((line) => !line.includes('kymo PAGE'))).toHaveLength(2)
  expect(await stand.page.locator('kymo-panel').count()).toBe(0)
  expect(stand.collector.batches).toEqual([])
})

test('a policy that forbids other things says nothing about Kymo', async () => {
  await open({ 'content-security-policy-report-only': "default-src 'self'" })
  await expect.poll(() => stand.collector.streams).toBe(1)
  expect(stand.printed.filter((line) => line.includes('PAGE_BLOCKED'))).toEqual([])
})

test('a policy that forbids pictures of the collector’s origin does not end what is told to it', async () => {
  await open({ 'content-security-policy': "default-src * 'unsafe-inline'; img-src 'self'" })
  await expect.poll(() => stand.collector.spans('navigation').length).toBe(1)
  await stand.page.evaluate(async (url) => {
    const picture = new Image()
    picture.src = `${url}/logo.png`
    await new Promise((resolve) => picture.addEventListener('error', resolve))
    await fetch('/after')
  }, stand.collector.url)
  await expect.poll(() => stand.collector.spans('fetch').length).toBe(1)
  expect(stand.printed.filter((line) => line.includes('PAGE_BLOCKED'))).toEqual([])
})

test('a page that forbids the referer is still known to the collector by its origin', async () => {
  await open({ 'referrer-policy': 'no-referrer' })
  await expect.poll(() => stand.collector.spans('navigation').length).toBe(1)
})

test('a page that may keep nothing works all the same', async () => {
  await open({ 'content-security-policy': 'sandbox allow-scripts allow-same-origin' })
  await expect.poll(() => stand.collector.spans('navigation').length).toBe(1)
})
