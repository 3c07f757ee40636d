// Ends in the way that its argument says.
import { createServer } from 'node:http'

class Odd extends Error {
  name = 'OddError'
}
const how = process.argv[2]
const later = (fn) => setTimeout(fn, 5)

const ways = {
  throws: () =>
    later(() => {
      throw new Odd('thrown sk_live_canary00canary')
    }),
  'throws a text': () =>
    later(() => {
      throw 'just a text'
    }),
  'throws null': () =>
    later(() => {
      throw null
    }),
  rejects: () =>
    later(() => {
      void Promise.reject(new Odd('rejected'))
    }),
  'rejects a text': () =>
    later(() => {
      void Promise.reject('just a text')
    }),
  'rejects with a cause': () =>
    later(() => {
      void Promise.reject(new Error('outer', { cause: new Odd('inner') }))
    }),
  'handles exceptions': () => {
    process.on('uncaughtException', (error, origin) => console.error('handled', error.message, origin))
    later(() => {
      throw new Odd('thrown')
    })
    later(() => {
      void Promise.reject(new Odd('rejected'))
    })
  },
  'handles rejections': () => {
    process.on('unhandledRejection', (error) => console.error('handled', error.message))
    later(() => {
      void Promise.reject(new Odd('rejected'))
    })
  },
  'handles all': () => {
    process.on('uncaughtException', (error) => console.error('handled as exception', error.message))
    process.on('unhandledRejection', (error) => console.error('handled as rejection', error.message))
    later(() => {
      void Promise.reject(new Odd('rejected'))
    })
  },
  'handles a rejection late': () => {
    later(() => {
      const promise = Promise.reject(new Odd('rejected'))
      setTimeout(() => promise.catch(() => {}), 20)
    })
  },
  exits: () =>
    later(() => {
      void fetch('http://127.0.0.1:9')
      process.exit(3)
    }),
  'exits in a handler': () => {
    process.on('exit', (code) => console.error('exit', code, process.exitCode))
    process.on('unhandledRejection', () => process.exit(4))
    later(() => {
      void Promise.reject(new Odd('rejected'))
    })
  },
  'throws at exit': () => {
    process.on('exit', () => {
      throw new Odd('at exit')
    })
  },
  'prints all rejections': () => {
    for (let i = 0; i < 3; i++)
      later(() => {
        void Promise.reject(new Odd(`rejected ${i}`))
      })
  },
}

if (how === 'exits when it has answered') {
  const server = createServer((_request, response) => {
    response.end('goodbye', () => process.exit(3))
  })
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
} else if (how === 'exits with an answer unread') {
  process.disconnect()
  const answer = await fetch(process.argv[3])
  process.exit(answer.status === 200 ? 0 : 1)
} else if (how === 'throws in a request' || how === 'rejects in a request') {
  const server = createServer(async (request, response) => {
    if (request.url === '/under-way') {
      process.send('under-way')
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (how === 'rejects in a request') throw new Odd('in a request')
    setTimeout(() => {
      throw new Odd('in a request')
    })
    response.write('never ended')
  })
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
} else ways[how]()
