'use server'

import { updateTag } from 'next/cache'
import { upstreamPost } from '@/lib/upstream'

export async function addReview(id: string, form: FormData) {
  await upstreamPost(`/products/${id}/reviews`, {
    author: form.get('author'),
    stars: Math.min(5, Math.max(1, Number(form.get('stars')))),
    text: form.get('text'),
  })
  updateTag(`reviews-${id}`)
}
