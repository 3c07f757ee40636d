/** Bytes of ASCII: every encoding that HTML is sent in has them, and no part of another character looks like them. */
const byte = (character: string): number => character.charCodeAt(0)
const [LESS, GREATER, BANG, DASH, SLASH, QUESTION, EQUALS] = [...'<>!-/?='].map(byte)
const [DOUBLE, SINGLE] = [byte('"'), byte("'")]

type State = 'content' | 'tag' | 'name' | 'attributes' | 'declaration' | 'comment' | 'over'

/** Longest name that matters, and one more. */
const NAME_LENGTH = 5

/**
 * Finds where a document's head begins, in a body that comes in pieces. Nothing has to be held back for it: what was
 * seen is only remembered as a state.
 */
export class HeadFinder {
  #state: State = 'content'
  #name = ''
  /** Whether the tag was opened in the piece that is looked at; else it has gone out already. */
  #openedAt = -1
  #isDocument = false
  #quote = 0
  /** The last byte that was no space, of attributes; how many dashes in a row, of a comment. */
  #last = 0
  #dashes = 0

  /** Whether the place was found, or there is none. */
  get over(): boolean {
    return this.#state === 'over'
  }

  /**
   * @returns the index right after `<head …>`. Where a document has no such tag: before the first that would be in it.
   * -1 when it is not in this piece
   */
  find(piece: Uint8Array): number {
    this.#openedAt = -1
    for (let i = 0; i < piece.length && this.#state !== 'over'; i++) {
      const place = this.#next(piece[i] as number, i)
      if (place !== -1) return place
    }
    return -1
  }

  #next(code: number, index: number): number {
    switch (this.#state) {
      case 'content':
        if (code === LESS) {
          this.#state = 'tag'
          this.#openedAt = index
        } else if (!isSpace(code) && !isByteOrderMark(code)) return this.#withoutHead(index)
        return -1
      case 'tag':
        this.#name = ''
        this.#dashes = 0
        this.#last = 0
        if (code === BANG) this.#state = 'declaration'
        else if (code === SLASH || code === QUESTION) this.#enterAttributes()
        else {
          this.#state = 'name'
          return this.#next(code, index)
        }
        return -1
      case 'name':
        if (isSpace(code) || code === GREATER || code === SLASH) {
          if (this.#name !== 'html' && this.#name !== 'head') return this.#withoutHead(this.#openedAt)
          if (this.#name === 'html') this.#isDocument = true
          this.#enterAttributes()
          return this.#next(code, index)
        }
        if (this.#name.length < NAME_LENGTH) this.#name += String.fromCharCode(code).toLowerCase()
        return -1
      case 'attributes':
        return this.#attributes(code, index)
      case 'declaration':
        if (code === DASH && this.#name === '') {
          if (++this.#dashes === 2) {
            this.#state = 'comment'
            this.#dashes = 2
          }
          return -1
        }
        if (this.#name.length < NAME_LENGTH) this.#name += String.fromCharCode(code).toLowerCase()
        if (this.#name === 'docty') this.#isDocument = true
        if (code === GREATER) this.#state = 'content'
        return -1
      case 'comment':
        // `<!-->` is a whole comment, too.
        if (code === GREATER && this.#dashes >= 2) this.#state = 'content'
        this.#dashes = code === DASH ? this.#dashes + 1 : 0
        return -1
      default:
        return -1
    }
  }

  #attributes(code: number, index: number): number {
    if (this.#quote !== 0) {
      if (code === this.#quote) this.#quote = 0
      return -1
    }
    if ((code === DOUBLE || code === SINGLE) && this.#last === EQUALS) this.#quote = code
    if (!isSpace(code)) this.#last = code
    if (code !== GREATER) return -1
    if (this.#name === 'head') {
      this.#state = 'over'
      return index + 1
    }
    this.#state = 'content'
    return -1
  }

  #enterAttributes(): void {
    this.#state = 'attributes'
    this.#quote = 0
    this.#last = 0
  }

  /** A fragment is not ours to make a document of. */
  #withoutHead(index: number): number {
    this.#state = 'over'
    return this.#isDocument ? index : -1
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

function isByteOrderMark(code: number): boolean {
  return code === 0xef || code === 0xbb || code === 0xbf
}
