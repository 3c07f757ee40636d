/** As any client can say that it is part of a visit, only what has the form of an id is one. */
export function isVisitId(id: string): boolean {
  return /^(?!0{16})[0-9a-f]{16}$/.test(id)
}
