/** UTF-16 units of the JSON in one attribute. */
export const REPORT_LIMIT = 24 * 1024

/**
 * A report as the JSON of an attribute: items of the list that is last in order are left out, and counted, until it fits.
 * @param list the name of the list
 */
export function reportText<Report extends { readonly leftOut: number }>(
  report: Report,
  list: { [Name in keyof Report]: Report[Name] extends readonly unknown[] ? Name : never }[keyof Report],
): string {
  let text = JSON.stringify(report)
  for (let kept = report; text.length > REPORT_LIMIT; text = JSON.stringify(kept)) {
    const items = kept[list] as readonly unknown[]
    // What is too long even without the list is the caller's mistake: names are cut before.
    if (!items.length) break
    const room = Math.min(items.length - 1, Math.floor((items.length * REPORT_LIMIT) / text.length))
    kept = { ...kept, [list]: items.slice(0, room), leftOut: kept.leftOut + items.length - room }
  }
  return text
}
