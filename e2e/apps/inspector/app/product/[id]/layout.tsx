import type { ReactNode } from 'react'
import { pause, upstream } from '../../upstream'

export default async function ProductLayout({ children }: { children: ReactNode }) {
  await pause(30)
  await upstream('/rates?layout')
  return <section>{children}</section>
}
