import { connect } from 'node:net'

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface RawOptions {
  readonly address?: string
  /** Milliseconds to wait for the server to end the connection. */
  readonly timeout?: number
}

/** Sends bytes exactly as they are, as no HTTP client would, and reads until the server closes the connection. */
export function sendRaw(
  port: number,
  text: string | Uint8Array,
  options: RawOptions = {},
): Promise<RawAnswer> {
  const { address = '127.0.0.1', timeout = 5_000 } = options
  return new Promise((resolve, reject) => {
    const socket = connect(port, address)
    const chunks: Buffer[] = []
    const timer = setTimeout(() => {
      socket.destroy()
      resolve(parse(Buffer.concat(chunks)))
    }, timeout)
    socket.on('connect', () => socket.write(text))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(parse(Buffer.concat(chunks)))
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return
      clearTimeout(timer)
      reject(error)
    })
  })
}

function parse(bytes: Buffer): RawAnswer {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: end === -1 ? '' : text.slice(end + 4) }
}
