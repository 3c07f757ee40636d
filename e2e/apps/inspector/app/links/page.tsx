import Link from 'next/link'
import { Refresh } from './refresh'

export const dynamic = 'force-dynamic'

export default function Links() {
  return (
    <main>
      <h1>Links</h1>
      <Link href="/shelf/1">Shelf 1</Link>
      <Link href="/shelf/2" prefetch={true}>
        Shelf 2
      </Link>
      <Link href="/island" prefetch={false}>
        Island
      </Link>
      <Link href="/leads-on">Leads on</Link>
      <a href="/shelf/3">Shelf 3</a>
      <Refresh />
      <script
        type="speculationrules"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: rules are JSON in a script
        dangerouslySetInnerHTML={{
          __html: JSON.stringify({ prefetch: [{ urls: ['/shelf/3'], eagerness: 'immediate' }] }),
        }}
      />
    </main>
  )
}
