import Link from 'next/link'
import { pause } from '../../upstream'

export default async function Shelf({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  await pause(10)
  return (
    <main>
      <h1>Shelf {id}</h1>
      <Link href="/links">Links</Link>
    </main>
  )
}
