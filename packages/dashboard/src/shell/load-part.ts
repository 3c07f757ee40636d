/** Milliseconds. */
const RETRY = 2000

/** Loads a part of the page. While the collector does not answer it is asked again: nothing that is shown gives way. */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY))
    }
  }
}
