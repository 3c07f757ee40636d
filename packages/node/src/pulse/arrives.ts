/** Whether all of these have been done. What is wrong where not, the link has told; the next time makes up for it. */
export async function arrives(...commands: readonly Promise<unknown>[]): Promise<boolean> {
  const results = await Promise.allSettled(commands)
  return results.every(({ status }) => status === 'fulfilled')
}
