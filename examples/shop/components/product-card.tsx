import Link from 'next/link'
import { euros } from '@/lib/money'
import type { ProductSummary } from '@/lib/upstream'
import { Drawing } from './drawing'

export function ProductCard({ product: { id, name, kind, price } }: { product: ProductSummary }) {
  return (
    <li className="card">
      <Link href={`/product/${id}`}>
        <Drawing id={id} kind={kind} />
        <span className="kind">{kind}</span>
        <span className="name">{name}</span>
        <span className="amount">{euros(price)}</span>
      </Link>
    </li>
  )
}
