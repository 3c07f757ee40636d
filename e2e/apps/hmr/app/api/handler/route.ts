import { shared } from '../../../lib/shared'
import { upstream } from '../../../lib/upstream'

const mark = 'handler:0;'

export async function GET() {
  await upstream('/handler', { cache: 'no-store' })
  await upstream('/handler/cached', { cache: 'force-cache' })
  return Response.json([mark, shared, process.env.CONFIG])
}
