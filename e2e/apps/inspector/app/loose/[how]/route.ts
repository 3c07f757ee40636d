/** Fails after the answer, where nothing catches it. */
export async function GET(_request: Request, { params }: { params: Promise<{ how: string }> }) {
  const { how } = await params
  if (how === 'rejection') {
    void Promise.reject(new Error('loose rejection gave way'))
  }
  if (how === 'exception') {
    setTimeout(() => {
      throw new Error('loose exception gave way')
    }, 10)
  }
  if (how === 'text') {
    void Promise.reject('loose text gave way')
  }
  return new Response('well')
}
