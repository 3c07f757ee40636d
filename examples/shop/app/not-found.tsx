import Link from 'next/link'

export default function NotFound() {
  return (
    <section className="note">
      <h1>Not on our shelves</h1>
      <p>There is nothing at this address.</p>
      <Link href="/" className="button">
        Back to the catalogue
      </Link>
    </section>
  )
}
