import { after } from 'next/server'

export const dynamic = 'force-dynamic'

export default function Page() {
  after(async () => {
    await Promise.resolve()
    throw new Error('after gave way')
  })
  return <p>after</p>
}
