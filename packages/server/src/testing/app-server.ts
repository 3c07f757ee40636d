import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server of an app's scripts: path → content, or what answers. */
export class AppServer {
  readonly files: Record<string, string | Handler> = {}
  /** Paths asked for. */
  readonly asked: string[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '')
      const file = Object.hasOwn(this.files, request.url ?? '') ? this.files[request.url ?? ''] : undefined
      if (typeof file === 'function') file(request, response)
      else response.writeHead(file === undefined ? 404 : 200).end(file)
    })
  }

  static async start(): Promise<AppServer> {
    const app = new AppServer()
    await new Promise<void>((resolve) => app.#server.listen(0, 'localhost', resolve))
    return app
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get origin(): string {
    return `http://localhost:${this.port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}
