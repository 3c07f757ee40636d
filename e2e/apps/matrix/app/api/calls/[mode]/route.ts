import { calls } from '@/lib/calls'
import { upstream } from '@/lib/upstream'

interface Context {
  params: Promise<{ mode: string }>
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { mode } = await params
  const mark = new URL(request.url).searchParams.get('mark') ?? mode
  if (mode === 'here') await (await fetch(upstream(`/json/${mark}`))).text()
  // Handed on as it comes: the answer is over when the upstream's is.
  else if (mode === 'passed-on') return fetch(upstream(`/stream/${mark}`), { cache: 'no-store' })
  else await calls[mode]?.(mark)
  return Response.json({ mode })
}

export async function POST(request: Request, context: Context): Promise<Response> {
  await request.text()
  return GET(request, context)
}
