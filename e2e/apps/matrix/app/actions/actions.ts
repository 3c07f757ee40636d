'use server'

import { after } from 'next/server'
import { calls } from '@/lib/calls'
import { upstream } from '@/lib/upstream'

export async function call(form: FormData): Promise<void> {
  const mode = String(form.get('mode'))
  const mark = String(form.get('mark'))
  if (mode === 'here') await (await fetch(upstream(`/json/${mark}`))).text()
  else if (mode === 'after') after(() => calls['no-store']?.(mark))
  else await calls[mode]?.(mark)
}
