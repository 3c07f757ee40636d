import Link from 'next/link'

export default function Other() {
  return <Link href="/gallery/photo/1">Photo 1</Link>
}
