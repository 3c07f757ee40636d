import { calls } from '@/lib/calls'
import { upstream } from '@/lib/upstream'

export const runtime = 'edge'

export async function GET(
  request: Request,
  { params }: { params: Promise<{ mode: string }> },
): Promise<Response> {
  const { mode } = await params
  const mark = new URL(request.url).searchParams.get('mark') ?? mode
  if (mode === 'here') await (await fetch(upstream(`/json/${mark}`))).text()
  else await calls[mode]?.(mark)
  return Response.json({ mode })
}
