import type { Metadata } from 'next'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { countItems, readCart } from '@/lib/cart'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Fathom', template: '%s · Fathom' },
  description: 'Instruments for looking closely.',
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const items = countItems(await readCart())
  return (
    <html lang="en">
      <body>
        <header className="bar">
          <Link href="/" className="brand">
            Fathom
          </Link>
          <nav aria-label="Shop">
            <Link href="/">Catalogue</Link>
            <Link href="/search">Search</Link>
            <Link href="/slow">Report</Link>
            <Link href="/cart">
              Cart <span className="count">{items}</span>
            </Link>
          </nav>
        </header>
        <main>{children}</main>
        <footer className="foot">
          <span>Fathom, instruments for looking closely.</span>
          <nav aria-label="More">
            <a href="/legacy/orders/1001">An old order</a>
            <a href="/broken">A broken page</a>
          </nav>
        </footer>
      </body>
    </html>
  )
}
