import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in a time that does not tell how much was right. */
export class TokenCheck {
  readonly #digest: Buffer

  constructor(token: string) {
    this.#digest = digest(token)
  }

  /** @param authorization the Authorization header: `Bearer <token>` */
  accepts(authorization: string | undefined): boolean {
    const match = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '')
    return match !== null && timingSafeEqual(digest(match[1] as string), this.#digest)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
