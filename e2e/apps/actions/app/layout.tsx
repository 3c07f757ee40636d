import type { ReactNode } from 'react'

export default function Layout({ children, modal }: { children: ReactNode; modal: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <title>Actions</title>
      </head>
      <body>
        {children}
        {modal}
      </body>
    </html>
  )
}
