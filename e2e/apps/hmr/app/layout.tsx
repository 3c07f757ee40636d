import type { ReactNode } from 'react'
import { upstream } from '../lib/upstream'

export default async function RootLayout({ children }: { children: ReactNode }) {
  await upstream('/layout', { cache: 'force-cache' })
  return (
    <html lang="en">
      <body>
        <header>layout:0;</header>
        {children}
      </body>
    </html>
  )
}
