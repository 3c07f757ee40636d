import Fastify from 'fastify'

const app = Fastify()
app.addHook('onRequest', async (request, reply) => {
  if (request.query.refused !== undefined) return reply.code(401).send('refused')
})
app.get('/', async () => 'home')
app.get('/product/:id', async (request) => request.params.id)
app.get('/files/*', async () => 'file')
app.get('/fails', async () => {
  throw new Error('as expected')
})
const body = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }
app.post('/people/:id', { schema: { body } }, async () => 'changed')
app.register(async (api) => api.get('/users/:user/orders/:order', async () => 'order'), { prefix: '/api' })

await app.listen({ port: 0, host: '127.0.0.1' })
process.send({ port: app.server.address().port })
