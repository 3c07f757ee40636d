import { calls } from '@/lib/calls'

export const config = { runtime: 'edge' }

export default async function handler(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  await calls[String(searchParams.get('mode'))]?.(String(searchParams.get('mark')))
  return Response.json({})
}
