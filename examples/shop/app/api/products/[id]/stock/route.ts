import { find } from '@/lib/upstream'

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const stock = await find<{ stock: number }>(`/products/${encodeURIComponent(id)}/stock`, {
    cache: 'no-store',
  })
  return stock === undefined
    ? Response.json({ error: `There is no product ${id}.` }, { status: 404 })
    : Response.json(stock)
}
