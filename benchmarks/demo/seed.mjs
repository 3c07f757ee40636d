// Fills a collector with the traffic of an imaginary shop, for working on the pages without an app.
//
//   node benchmarks/demo/seed.mjs --token <token> [--url http://localhost:4600] [--visits 60] [--live]
//
// --live goes on, with a visit every second or so, until Ctrl-C.
import { parseArgs } from 'node:util'
import { Browser } from './browser.mjs'
import { postFacts } from './post.mjs'
import { visit } from './shop.mjs'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: process.env.KYMO_URL ?? 'http://localhost:4600' },
    token: { type: 'string', default: process.env.KYMO_TOKEN ?? '' },
    visits: { type: 'string', default: '60' },
    live: { type: 'boolean', default: false },
  },
})

const MINUTE = 60_000
const server = postFacts(values.url, values.token, {
  'service.name': 'shop',
  'service.instance.id': `demo-${process.pid}-${Date.now()}`,
  'process.pid': process.pid,
  'process.runtime.name': 'nodejs',
  'process.runtime.version': process.versions.node,
})
// Two tabs of one browser, and somebody who runs curl.
const tabs = [new Browser(), new Browser()].map((browser) => ({
  browser,
  send: postFacts(values.url, values.token, browser.resource),
}))

const visits = Number(values.visits)
for (let i = 0; i < visits; i++) {
  const { send, facts } = next(Date.now() - (1 - i / visits) * 60 * MINUTE)
  await server(facts.server)
  if (facts.browser.length > 0) await send(facts.browser)
}
console.log(`${visits} visits of the last hour are in ${values.url}.`)

while (values.live) {
  const { send, facts } = next(Date.now())
  for (const part of inSteps(facts.server)) {
    await server(part)
    await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 120))
  }
  if (facts.browser.length > 0) await send(facts.browser)
  await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 1500))
}

function next(start) {
  const { browser, send } = tabs[Math.random() < 0.6 ? 0 : 1]
  return { send, facts: visit(start, Math.random() < 0.12 ? undefined : browser) }
}

/** A visit arrives in pieces, as it would from an agent. */
function inSteps(facts) {
  const third = Math.ceil(facts.length / 3)
  return [facts.slice(0, third), facts.slice(third, 2 * third), facts.slice(2 * third)].filter(
    (part) => part.length > 0,
  )
}
