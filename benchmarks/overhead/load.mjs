/**
 * The client, over bare sockets so that it costs little. Told `{ port, requests }`, it sends that many over a few
 * kept connections and answers `{ done, failed }`.
 */
import { connect } from 'node:net'

const CONNECTIONS = 10
const HEAD_END = '\r\n\r\n'

function drive({ port, requests }) {
  const message = `GET /product/17?page=2 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: bench/1\r\naccept: */*\r\n\r\n`
  let left = requests
  let failed = 0
  const connection = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let received = ''
      const next = () => {
        if (left === 0) return socket.end()
        left--
        socket.write(message)
      }
      socket.setEncoding('latin1')
      socket.setNoDelay(true)
      socket.on('connect', next)
      socket.on('data', (data) => {
        received += data
        const head = received.indexOf(HEAD_END)
        if (head === -1) return
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1])
        if (received.length < head + HEAD_END.length + length) return
        if (!received.startsWith('HTTP/1.1 200')) failed++
        received = ''
        next()
      })
      socket.on('error', reject)
      socket.on('close', resolve)
    })
  return Promise.all(Array.from({ length: CONNECTIONS }, connection)).then(() => ({ done: requests, failed }))
}

process.on('message', (order) => {
  drive(order).then(
    (result) => process.send(result),
    (error) => process.send({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send({ ready: true })
