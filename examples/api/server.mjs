// A plain Express server. Nothing in it knows of Kymo: the agent is preloaded, and KYMO_REDIS_URL tells it where to.
import express from 'express'

const books = new Map(
  ['Middlemarch', 'Moby-Dick', 'Ulysses', 'Orlando', 'Emma'].map((title, index) => [
    index + 1,
    { id: index + 1, title },
  ]),
)
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const app = express()
app.disable('x-powered-by')

app.get('/', (_request, response) => void response.json({ books: '/books', orders: '/orders' }))

app.get('/books', async (_request, response) => {
  await pause(4 + Math.random() * 12)
  response.json([...books.values()])
})

app.get('/books/:id', async (request, response) => {
  await pause(2 + Math.random() * 8)
  const book = books.get(Number(request.params.id))
  if (book === undefined) return void response.status(404).json({ error: 'There is no such book.' })
  response.json(book)
})

app.post('/orders', express.json(), async (_request, response) => {
  await pause(20 + Math.random() * 60)
  // A payment provider that fails now and then.
  if (Math.random() < 0.02) throw new PaymentError('The payment provider answered 502.')
  response.status(201).json({ ordered: true })
})

// Slow by nature: it reads everything.
app.get('/reports/:year', async (_request, response) => {
  await pause(600 + Math.random() * 1200)
  response.json({ sold: Math.round(Math.random() * 1000) })
})

class PaymentError extends Error {
  name = 'PaymentError'
}

// Passed on, so that the agent sees it; without its stack in the answer.
app.use((error, _request, response, _next) => void response.status(500).json({ error: error.message }))

const server = app.listen(Number(process.env.PORT ?? 3100), '127.0.0.1', () => {
  console.log(`The API listens on http://127.0.0.1:${server.address().port}`)
})

// Answers what is under way, then ends.
process.once('SIGTERM', () => server.close(() => process.exit(0)))
