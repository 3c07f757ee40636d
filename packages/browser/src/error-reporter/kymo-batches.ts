import { BROWSER_INGEST_PATH, EXCEPTION_EVENT, hash64 } from '@kymo/protocol'
import { observedPage } from '../page.ts'
import type { Delivery, OfflineQueue } from './offline-queue.ts'

const MARK = `"name":"${EXCEPTION_EVENT}"`

/**
 * Keeps batches with errors for the next page where the collector has not answered for them. A batch has its number
 * and its page's name in it: posted again, by whomever and however often, it counts once.
 */
export function keepBatches(queue: OfflineQueue): void {
  const page = observedPage()
  for (const batch of page?.transport.unanswered() ?? []) {
    if (!batch.includes(MARK)) continue
    const body = `${page?.options.url}\n${batch}`
    queue.put({ to: 'kymo', body }, hash64(batch.slice(0, batch.indexOf('"facts"'))))
  }
}

/** Posts a batch that another page has left. */
export async function postBatch(body: string): Promise<Delivery> {
  const end = body.indexOf('\n')
  const page = observedPage()
  if (!page || page.transport.state === 'blocked' || page.options.url !== body.slice(0, end)) return 'notMine'
  const { url, key } = page.options
  const send = page.fetch
  const { status } = await send(
    `${url + BROWSER_INGEST_PATH}?key=${encodeURIComponent(key)}&sent=${Date.now()}`,
    {
      method: 'POST',
      body: body.slice(end + 1),
      credentials: 'omit',
      cache: 'no-store',
    },
  )
  if (status >= 200 && status < 300) return 'sent'
  return status === 429 || status === 408 || status >= 500 ? 'later' : 'failed'
}
