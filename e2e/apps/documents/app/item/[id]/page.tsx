import { Counter } from '../../counter'

export const dynamic = 'force-dynamic'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return (
    <main>
      <h1>Item {(await params).id}</h1>
      <Counter />
    </main>
  )
}
