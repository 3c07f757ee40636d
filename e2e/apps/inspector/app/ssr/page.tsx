import { Broken } from './broken'

export const dynamic = 'force-dynamic'

export default function Page() {
  return <Broken />
}
