// A collector in a process of its own, for tests that end it the hard way. Runs what was built.
import { createCollector } from '@kymo/server'

const [folder, token, more = '{}'] = process.argv.slice(2)
try {
  const collector = await createCollector({
    port: 0,
    token,
    openReads: true,
    store: { kind: 'duckdb', folder },
    ...JSON.parse(more),
  })
  process.on('message', () => void collector.close().then(() => process.disconnect()))
  process.send({ port: collector.port })
} catch (error) {
  process.send({ code: error.code, message: error.message, hint: error.hint })
  process.disconnect()
}
