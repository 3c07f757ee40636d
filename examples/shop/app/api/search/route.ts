import { type ProductSummary, upstream } from '@/lib/upstream'

export async function GET(request: Request) {
  const words = new URL(request.url).searchParams.get('q') ?? ''
  if (words.length > 80) return Response.json({ error: 'Fewer words, please.' }, { status: 400 })
  return Response.json(await upstream<ProductSummary[]>(`/search?q=${encodeURIComponent(words)}`))
}
