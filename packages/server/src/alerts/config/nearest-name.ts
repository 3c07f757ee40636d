/** The name that somebody probably meant. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const typed = plain(written)
  let nearest: string | undefined
  let least = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const name of names) {
    const steps = distance(typed, plain(name))
    if (steps < least) {
      least = steps
      nearest = name
    }
  }
  return nearest
}

function plain(name: string): string {
  return name.slice(0, 64).toLowerCase().replace(/[-_ ]/g, '')
}

/** Letters to add, take away or change that lead from one to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
