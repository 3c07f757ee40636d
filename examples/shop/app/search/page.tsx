import type { Metadata } from 'next'
import { ProductCard } from '@/components/product-card'
import { type ProductSummary, upstream } from '@/lib/upstream'
import { SearchBox } from './search-box'

export const metadata: Metadata = { title: 'Search' }

/** Without scripts the form posts the words here; with them the box asks `/api/search` as one types. */
export default async function SearchPage({ searchParams }: { searchParams: Promise<{ q?: string }> }) {
  const { q = '' } = await searchParams
  const found = q === '' ? [] : await upstream<ProductSummary[]>(`/search?q=${encodeURIComponent(q)}`)
  return (
    <>
      <h1>Search</h1>
      <SearchBox initial={q}>
        <ul className="shelf">
          {found.map((product) => (
            <ProductCard key={product.id} product={product} />
          ))}
        </ul>
      </SearchBox>
    </>
  )
}
