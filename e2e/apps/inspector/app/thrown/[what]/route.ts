/** Throws what is no plain error. */
export async function GET(_request: Request, { params }: { params: Promise<{ what: string }> }) {
  const { what } = await params
  switch (what) {
    case 'text':
      throw 'a text gave way'
    case 'object':
      throw { status: 418, password: 'hunter2hunter2' }
    case 'null':
      throw null
    case 'cause':
      throw new Error('outer gave way', { cause: new TypeError('inner gave way') })
    case 'many':
      throw new AggregateError(
        [new Error('first gave way'), new RangeError('second gave way')],
        'all gave way',
      )
    case 'secret':
      throw new Error('no entry for https://user:hunter2@example.com/ with sk_live_abcdefghijkl') // sk_live_mnopqrstuvwx
    case 'fetch':
      await fetch('http://127.0.0.1:2/')
  }
  return new Response('well')
}
