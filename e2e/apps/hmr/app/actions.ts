'use server'

import { cookies } from 'next/headers'
import { upstream } from '../lib/upstream'

const mark = 'action:0;'

export async function save() {
  await upstream('/action', { cache: 'no-store' })
  // Shown by every answer, also where Next.js renders the page anew.
  ;(await cookies()).set('saved', mark)
}
