import { act } from './actions'

export default function Page() {
  return (
    <form action={act}>
      <button type="submit">Act</button>
    </form>
  )
}
