import standard, {
  bound,
  everything,
  fail,
  leave,
  leaveForGood,
  missing,
  passed,
  renew,
  save,
  slow,
} from './actions'
import { Caller } from './caller'
import { Counter } from './counter'

export const dynamic = 'force-dynamic'

export default function Page() {
  const secret = 'only the server knows'

  async function inline(form: FormData) {
    'use server'
    if (form.get('title') === secret) throw new Error('It was guessed')
  }

  return (
    <main>
      <form action={save}>
        <input name="title" defaultValue="A title" />
        <input name="password" defaultValue="hunter2" />
        <input name="tag" defaultValue="one" />
        <input name="tag" defaultValue="two" />
        <input name="photo" type="file" />
        <button type="submit">Save</button>
      </form>
      <form action={fail}>
        <button type="submit">Fail</button>
      </form>
      <form action={leave}>
        <button type="submit">Leave</button>
      </form>
      <form action={leaveForGood}>
        <button type="submit">Leave for good</button>
      </form>
      <form action={missing}>
        <button type="submit">Missing</button>
      </form>
      <form action={renew}>
        <button type="submit">Renew</button>
      </form>
      <form action={standard}>
        <button type="submit">Standard</button>
      </form>
      <form action={inline}>
        <input name="title" defaultValue="inline" />
        <button type="submit">Inline</button>
      </form>
      <form action={bound.bind(null, { name: 'ada', password: 'hunter2' }, 'id-1')}>
        <input name="title" defaultValue="bound" />
        <button type="submit">Bound</button>
      </form>
      <Counter />
      <Caller everything={everything} passed={passed} save={save} slow={slow} />
    </main>
  )
}
