import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What the shop has no page for. */
const probes: Readonly<Record<string, string>> = {
  'app/probe/page.tsx': `
    import { upstream } from '@/lib/upstream'
    export const dynamic = 'force-dynamic'
    export default async function Probe() {
      await Promise.all([
        upstream('/rates?probe', { cache: 'no-store' }),
        upstream('/rates?probe', { cache: 'force-cache' }),
        upstream('/rates?probe', { next: { revalidate: 1, tags: ['probe', 'rates'] } }),
        upstream('/promotion?probe'),
        upstream('/promotion?probe'),
      ])
      return <p>probe</p>
    }`,
  'app/probe/edits/[id]/page.tsx': `
    import { edition } from '@/lib/edition'
    import { upstream } from '@/lib/upstream'
    async function act() { 'use server' }
    export default async function Edits() {
      await Promise.all([
        upstream('/products', { cache: 'force-cache' }),
        upstream('/promotion', { cache: 'no-store' }),
        upstream('/rates'),
      ])
      return <form action={act}><p>page 0</p><p>{edition}</p><button>Act</button></form>
    }`,
  'lib/edition.ts': `export const edition = 'edition 0'`,
  'app/probe/throws/route.ts': `export function GET() { throw new TypeError('The handler gave way') }`,
  'pages/legacy/throws.tsx': `
    export function getServerSideProps() { throw new RangeError('The old page gave way') }
    export default function Page() { return null }`,
}

/** Puts the probes into a copy of the shop. */
export async function addProbes(folder: string): Promise<void> {
  for (const [file, content] of Object.entries(probes)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), content)
  }
}
