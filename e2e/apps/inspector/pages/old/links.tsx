import Link from 'next/link'

export default function OldLinks() {
  return (
    <main>
      <h1>Old links</h1>
      <Link href="/old/1">Old 1</Link>
      <Link href="/old/static">Old static</Link>
    </main>
  )
}
