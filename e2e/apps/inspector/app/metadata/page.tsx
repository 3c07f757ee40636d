export const dynamic = 'force-dynamic'

export async function generateMetadata() {
  throw new Error('metadata gave way')
}

export default function Page() {
  return <p>metadata</p>
}
