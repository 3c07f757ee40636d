import { upstream } from '@/lib/upstream'

export const runtime = 'edge'

export async function GET() {
  return Response.json(await upstream('/rates'))
}
