import type { ReactNode } from 'react'

export const metadata = { title: '文書 · Documents', icons: { icon: 'data:,' } }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
