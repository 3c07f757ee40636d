import { expect, test } from 'vitest'
import { useNetworkStand } from './network-stand.ts'

// What the user did that a call comes of.

const stand = useNetworkStand({
  html: `
  <script src="/__kymo/client.js"></script>
  <main>
    <button id="sync" aria-label="">Add <b>to cart</b></button>
    <button id="later">Later</button>
    <button id="chain">Chain</button>
    <button id="quiet">Nothing</button>
    <label>Search <input id="search"></label>
    <form id="form" aria-label="Order"><input name="card" value="4111111111111111"><button>Buy ghp_0123456789012345678901</button></form>
  </main>
  <script>
    document.querySelector('#sync').onclick = () => { fetch('/cart', { method: 'POST', body: '{}' }); fetch('/stock') }
    document.querySelector('#later').onclick = async () => { await new Promise((r) => setTimeout(r, 200)); fetch('/later') }
    document.querySelector('#chain').onclick = async () => { await fetch('/first'); fetch('/second') }
    document.querySelector('#search').oninput = () => { clearTimeout(window.typing); window.typing = setTimeout(() => fetch('/found?q=typed'), 300) }
    document.querySelector('#form').onsubmit = (event) => { event.preventDefault(); fetch('/order') }
  </script>`,
})

const interactionsTold = () =>
  stand.collector
    .spans('measure')
    .filter(({ attributes }) => attributes['kymo.measure.type'] === 'interaction')

test('what a click makes the page ask is in one trace below it, and a poll is not', async () => {
  await stand.observe()
  await stand.page.evaluate(() => void setInterval(() => fetch('/poll'), 40))
  // From the third on it is known as a poll, however busy the page is.
  await expect.poll(() => stand.callsOf('/poll').length).toBeGreaterThan(2)
  await stand.page.locator('#sync').click()
  const [cart] = await stand.told('/cart')
  const [stock] = await stand.told('/stock')
  await expect.poll(() => interactionsTold().length).toBe(1)
  const [click] = interactionsTold()
  expect(click).toMatchObject({
    name: 'click button “Add to cart”',
    kind: 'measure',
    attributes: { 'kymo.visit.id': cart?.attributes['kymo.visit.id'] },
  })
  for (const call of [cart, stock]) {
    expect(call).toMatchObject({ traceId: click?.traceId, parentId: click?.spanId })
    expect(call?.attributes['kymo.interaction']).toBe('click button “Add to cart”')
  }
  const asked = stand.app.requests.findLast(({ path }) => path === '/cart')
  expect(asked?.headers.traceparent).toBe(`00-${click?.traceId}-${cart?.spanId}-01`)
  expect(click?.start).toBeLessThanOrEqual((cart?.start ?? 0) + 1)
  const before = stand.callsOf('/poll').length
  await expect.poll(() => stand.callsOf('/poll').length).toBeGreaterThan(before + 5)
  expect(stand.callsOf('/poll').filter(({ parentId }) => parentId !== undefined)).toEqual([])
})

test('a poll that is due while the page is busy is not of the click whose answer has just come', async () => {
  await stand.observe()
  await stand.page.evaluate(() => {
    setInterval(() => fetch('/poll'), 40)
    const button = document.createElement('button')
    button.id = 'busy'
    button.textContent = 'Busy'
    button.addEventListener('click', () => {
      void fetch('/cart')
      const end = performance.now() + 200
      while (performance.now() < end);
    })
    document.body.append(button)
  })
  await expect.poll(() => stand.callsOf('/poll').length).toBeGreaterThan(2)
  for (let clicks = 1; clicks <= 8; clicks++) {
    await stand.page.locator('#busy').click()
    await expect.poll(() => stand.callsOf('/cart').length).toBe(clicks)
  }
  expect(stand.callsOf('/poll').filter(({ parentId }) => parentId !== undefined)).toEqual([])
})

test('what comes of an event a little later is found, also after an answer; what nobody did has no cause', async () => {
  await stand.observe()
  await stand.page.locator('#later').click()
  await stand.told('/later')
  await stand.page.locator('#chain').click()
  await stand.told('/second')
  await stand.page.locator('#search').pressSequentially('xyz')
  await stand.told('/found')
  await stand.page.locator('#form button').click()
  await stand.told('/order')
  const names = ['/later', '/first', '/second', '/found', '/order'].map(
    (path) => stand.callsOf(path)[0]?.attributes['kymo.interaction'],
  )
  expect(names).toEqual([
    'click button “Later”',
    'click button “Chain”',
    'click button “Chain”',
    'type in “Search”',
    'submit form “Order”',
  ])
  expect(stand.callsOf('/second')[0]?.traceId).toBe(stand.callsOf('/first')[0]?.traceId)
  await expect
    .poll(() => interactionsTold().map(({ name }) => name))
    .toEqual(['click button “Later”', 'click button “Chain”', 'type in “Search”', 'submit form “Order”'])
  await stand.page.locator('#quiet').click()
  await stand.page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await fetch('/by-itself')
    document.querySelector<HTMLButtonElement>('#sync')?.click()
  })
  const [alone] = await stand.told('/by-itself')
  const [unclicked] = await stand.told('/cart')
  expect([alone?.parentId, unclicked?.parentId]).toEqual([undefined, undefined])
  // Nothing came of that click.
  expect(interactionsTold().map(({ name }) => name)).not.toContain('click button “Nothing”')
  expect(JSON.stringify(stand.collector.facts)).not.toMatch(/4111111111111111|ghp_|xyz/)
})

test('what the user did is called as people call it', async () => {
  await stand.observe()
  await stand.page.evaluate(() => {
    const part = document.createElement('section')
    part.innerHTML = `
      <select aria-label="Size"><option>S</option><option>M</option></select>
      <label><input type="checkbox"> Agree</label>
      <label>Volume <input type="range"></label>
      <div contenteditable="true" aria-label="Note"></div>
      <textarea></textarea>`
    part.addEventListener('input', () => void fetch('/done'))
    document.body.append(part)
    document.body.addEventListener('keydown', ({ key }) => key === 'x' && void fetch('/done'))
  })
  const caused = async (number: number) => {
    await expect.poll(() => stand.callsOf('/done').length).toBe(number)
    return stand.callsOf('/done').at(-1)?.attributes['kymo.interaction']
  }
  await stand.page.locator('select').press('ArrowDown')
  expect(await caused(1)).toBe('choose in “Size”')
  await stand.page.locator('[type=checkbox]').click()
  expect(await caused(2)).toBe('click input “Agree”')
  await stand.page.locator('[type=range]').press('ArrowRight')
  expect(await caused(3)).toBe('change input “Volume”')
  await stand.page.locator('[contenteditable]').press('a')
  expect(await caused(4)).toBe('type in “Note”')
  await stand.page.locator('textarea').press('a')
  expect(await caused(5)).toBe('type in textarea')
  await stand.page.locator('#quiet').press('x')
  expect(await caused(6)).toBe('press a key in button “Nothing”')
})
