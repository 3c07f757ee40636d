import { revalidateTag } from 'next/cache'

// The second argument came with version 16, where it is asked for.
const invalidate = revalidateTag as (tag: string, profile: { expire: number }) => void

export async function POST(request: Request): Promise<Response> {
  invalidate(await request.text(), { expire: 0 })
  return Response.json({})
}
