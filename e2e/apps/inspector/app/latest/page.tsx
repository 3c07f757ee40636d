import { refresh, updateTag } from 'next/cache'

/** What only the newest version has. */
async function latest() {
  'use server'
  updateTag('fresh')
  refresh()
}

export default function Latest() {
  return (
    <form action={latest}>
      <button type="submit">Latest</button>
    </form>
  )
}
