import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EchoSocket {
  /** `ws://…` */
  readonly url: string
  close(): Promise<void>
}

const text = (payload: Buffer) => Buffer.concat([Buffer.from([0x81, payload.length]), payload])

/**
 * A server of web sockets that sends back each text it is sent, of less than 126 bytes; `bye` makes it close as it should,
 * `break` drops the connection.
 */
export async function startEchoSocket(): Promise<EchoSocket> {
  const server = createServer((_, response) => response.writeHead(404).end())
  server.on('upgrade', (request, socket) => {
    if (request.url === '/refused') return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    const protocol = request.headers['sec-websocket-protocol']
    const chosen = protocol === undefined ? '' : `\r\nSec-WebSocket-Protocol: ${protocol}`
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}${chosen}\r\n\r\n`,
    )
    let buffered = Buffer.alloc(0)
    let closing = false
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      buffered = Buffer.concat([buffered, chunk])
      while (buffered.length >= 6) {
        const length = (buffered[1] as number) & 0x7f
        if (buffered.length < 6 + length) return
        const opcode = (buffered[0] as number) & 0x0f
        const mask = buffered.subarray(2, 6)
        const payload = Buffer.from(buffered.subarray(6, 6 + length)).map(
          (byte, index) => byte ^ (mask[index % 4] as number),
        ) as Buffer
        buffered = buffered.subarray(6 + length)
        if (opcode === 8) {
          // The answer to its own goodbye is the end.
          const answer = closing
            ? Buffer.alloc(0)
            : Buffer.concat([Buffer.from([0x88, payload.length]), payload])
          return void socket.end(answer)
        }
        if (payload.toString() === 'break') return void socket.destroy()
        if (payload.toString() === 'bye') {
          closing = true
          socket.write(Buffer.from([0x88, 2, 0x03, 0xe8]))
        } else socket.write(text(Buffer.from(payload)))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `ws://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
