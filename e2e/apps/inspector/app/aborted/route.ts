/** Sends without end, and awaits what fails when the client goes away. */
export function GET(request: Request) {
  const body = new ReadableStream({
    async pull(controller) {
      request.signal.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 20))
      controller.enqueue(new TextEncoder().encode('.'))
    },
  })
  return new Response(body)
}
