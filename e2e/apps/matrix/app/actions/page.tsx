import { call } from './actions'

export const dynamic = 'force-dynamic'

export default function Page() {
  return (
    <form action={call}>
      <input name="mode" />
      <input name="mark" />
      <button type="submit">Call</button>
    </form>
  )
}
