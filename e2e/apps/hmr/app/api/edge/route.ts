import { mark as instrumentation } from '../../../instrumentation'
import { upstream } from '../../../lib/upstream'

export const runtime = 'edge'

const mark = 'edge:0;'

export async function GET() {
  await upstream('/edge', { cache: 'no-store' })
  const { registered } = globalThis as { registered?: string }
  return Response.json([mark, instrumentation, { registered }])
}
