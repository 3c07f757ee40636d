import type { WorkStore } from '../internals/next-types.ts'

/** Before the path in the tag that Next.js makes of it. */
const PATH_TAG = '_N_T_'

/** Next.js's number for 'only what the browser shows', which `refresh()` asks for. */
const REFRESHED = 2

/**
 * What the code run so far has made stale, in the order of the calls: `path:/cart`, `tag:products`, and `refresh` for
 * what the browser shows. A path is said as Next.js keeps it, with the kind of file that `revalidatePath` was given.
 */
export function revalidated({ pendingRevalidatedTags = [], pathWasRevalidated }: WorkStore): string[] {
  const tags = pendingRevalidatedTags.map((item) => (typeof item === 'string' ? item : (item.tag ?? '')))
  const names = tags
    // The root is kept by both of its names.
    .filter((tag) => tag !== `${PATH_TAG}/index` || !tags.includes(`${PATH_TAG}/`))
    .map((tag) =>
      tag.startsWith(PATH_TAG) ? `path:${decoded(tag.slice(PATH_TAG.length))}` : `tag:${decoded(tag)}`,
    )
  return pathWasRevalidated === REFRESHED ? [...names, 'refresh'] : names
}

/** Where `redirect()` sends the browser; undefined for anything else that was thrown. */
export function redirectTarget(error: unknown): string | undefined {
  const parts = digestOf(error)?.split(';')
  // The address may hold semicolons itself.
  return parts?.[0] === 'NEXT_REDIRECT' ? parts.slice(2, -2).join(';') : undefined
}

/** The status that `notFound()`, `forbidden()` or `unauthorized()` answers with. */
export function fallbackStatus(error: unknown): number | undefined {
  const [kind, status] = digestOf(error)?.split(';') ?? []
  return kind === 'NEXT_HTTP_ERROR_FALLBACK' ? Number(status) || undefined : undefined
}

function digestOf(error: unknown): string | undefined {
  const digest =
    typeof error === 'object' && error !== null ? (error as { digest?: unknown }).digest : undefined
  return typeof digest === 'string' ? digest : undefined
}

/** Next.js encodes what a header could not hold, and only that. */
function decoded(tag: string): string {
  return tag.replace(/(?:%[89A-F][0-9A-F])+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
