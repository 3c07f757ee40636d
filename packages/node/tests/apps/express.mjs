import express, { Router } from 'express'

const app = express()
app.get('/', (_request, response) => response.send('home'))
app.get('/product/:id', (request, response) => response.send(request.params.id))
app.get(['/one/:a', '/other/:b'], (_request, response) => response.send('either'))
app.get(/^\/files\/.+/, (_request, response) => response.send('file'))
app.post('/product/:id', (_request, response) => response.status(201).send('made'))
app.get('/fails', async () => {
  throw new Error('as expected')
})

const orders = Router({ mergeParams: true })
orders.get('/', (_request, response) => response.send('orders'))
orders.get('/:order', (_request, response) => response.send('order'))
const users = Router()
users.use('/:user/orders', orders)
users.get('/me', (_request, response) => response.send('me'))
app.use('/api/users', users)

const admin = express()
admin.get('/panel/:name', (_request, response) => response.send('panel'))
app.use('/admin/:tenant', admin)

app.use((_error, _request, response, _next) => response.status(500).send('failed'))

const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
