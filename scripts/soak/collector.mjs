// A collector with a store of its own.
import { createCollector } from '@kymo/server'

const collector = await createCollector(JSON.parse(process.argv[2]))
process.on('message', () => void collector.close().then(() => process.disconnect()))
process.send({ port: collector.port })
