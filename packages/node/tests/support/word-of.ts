/** A word of its own for each number, without digits: what looks like an id is not told apart. */
export function wordOf(number: number): string {
  return [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
}
