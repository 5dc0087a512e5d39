/**
 * An incremental reader of JSON text that is known to be valid so far (the automaton let it through). It builds
 * the value while the text arrives and reports each value the moment it is complete. Work is constant per
 * character and the stack is on the heap, so depth is no concern.
 */

export interface CompletedValue {
  /** JSON Pointer of the value, '' for the whole. */
  path: string
  value: unknown
}

type Container = Record<string, unknown> | unknown[]

enum Mode {
  /** Between lexemes. */
  Gap,
  /** Inside a string that is a value. */
  Text,
  /** Inside a string that is a key. */
  Key,
  /** Inside a number, true, false or null. */
  Word,
  Done,
}

export class PartialReader {
  #mode = Mode.Gap
  #open: Container[] = []
  /** Per open container the key of the member being read (objects) or the index (arrays). */
  #keys: (string | number)[] = []
  /** An object's next string is a key. */
  #keyNext = false
  /** A number or literal so far, or the hex digits of an escape. */
  #raw = ''
  /** The string so far, unescaped. */
  #decoded = ''
  #escape = false
  /** Hex digits still expected of a \u escape. */
  #hex = 0
  #root: unknown
  #hasRoot = false
  #completed: CompletedValue[] = []

  /** Reads more text and returns the values completed by it, inner before outer. */
  push(text: string): CompletedValue[] {
    this.#completed = []
    for (let i = 0; i < text.length; i++) this.#read(text[i]!)
    return this.#completed
  }

  /** The text is over: completes a number at the root, which nothing else ends. */
  end(): CompletedValue[] {
    this.#completed = []
    if (this.#mode === Mode.Word && this.#open.length === 0) this.#endWord()
    return this.#completed
  }

  /** True once the root value is complete. */
  get done(): boolean {
    return this.#mode === Mode.Done
  }

  /** JSON Pointer of the value that is being read, or was read last within the innermost open container. */
  get currentPath(): string {
    const top = this.#open.length - 1
    if (top >= 0 && !Array.isArray(this.#open[top]) && (this.#keyNext || this.#mode === Mode.Key)) {
      // Between members the object itself is what is being read.
      return this.#path(top)
    }
    return this.#path()
  }

  /**
   * What the text says so far; undefined if nothing yet. A string that is still being written appears with the
   * part that is there; a number or literal appears when it is complete. The result is a snapshot: later text
   * does not change it (complete parts are shared between snapshots).
   */
  snapshot(): unknown {
    let inner: unknown
    let present = false
    if (this.#mode === Mode.Text) {
      inner = wholeCharacters(this.#decoded)
      present = true
    }
    for (let level = this.#open.length - 1; level >= 0; level--) {
      const container = this.#open[level]!
      const copy: Container = Array.isArray(container) ? container.slice() : copyObject(container)
      if (present) put(copy, this.#keys[level]!, inner)
      inner = copy
      present = true
    }
    return present ? inner : this.#hasRoot ? this.#root : undefined
  }

  #read(c: string): void {
    if (this.#mode === Mode.Text || this.#mode === Mode.Key) {
      this.#readString(c)
      return
    }
    if (this.#mode === Mode.Word) {
      if (!isGap(c) && c !== ',' && c !== '}' && c !== ']') {
        this.#raw += c
        return
      }
      this.#endWord()
    }
    switch (c) {
      case ' ':
      case '\n':
      case '\r':
      case '\t':
      case ':':
        return
      case ',': {
        const top = this.#open.length - 1
        if (Array.isArray(this.#open[top])) this.#keys[top] = (this.#keys[top] as number) + 1
        else this.#keyNext = true
        return
      }
      case '{':
        this.#open.push({})
        this.#keys.push('')
        this.#keyNext = true
        return
      case '[':
        this.#open.push([])
        this.#keys.push(0)
        this.#keyNext = false
        return
      case '}':
      case ']': {
        const value = this.#open.pop()!
        this.#keys.pop()
        this.#keyNext = false
        this.#complete(value)
        return
      }
      case '"':
        this.#mode = this.#keyNext ? Mode.Key : Mode.Text
        this.#raw = ''
        this.#decoded = ''
        return
      default:
        this.#mode = Mode.Word
        this.#raw = c
    }
  }

  #readString(c: string): void {
    if (this.#hex > 0) {
      this.#raw += c
      if (--this.#hex === 0) this.#decoded += String.fromCharCode(Number.parseInt(this.#raw, 16))
      return
    }
    if (this.#escape) {
      this.#escape = false
      if (c === 'u') {
        this.#hex = 4
        this.#raw = ''
      } else this.#decoded += escapes[c] ?? c
      return
    }
    if (c === '\\') {
      this.#escape = true
      return
    }
    if (c !== '"') {
      this.#decoded += c
      return
    }
    const key = this.#mode === Mode.Key
    this.#mode = Mode.Gap
    if (key) {
      this.#keys[this.#keys.length - 1] = this.#decoded
      this.#keyNext = false
    } else this.#complete(this.#decoded)
  }

  #endWord(): void {
    this.#mode = Mode.Gap
    this.#complete(JSON.parse(this.#raw))
  }

  #complete(value: unknown): void {
    this.#completed.push({ path: this.#path(), value })
    const top = this.#open.length - 1
    if (top < 0) {
      this.#root = value
      this.#hasRoot = true
      this.#mode = Mode.Done
    } else put(this.#open[top]!, this.#keys[top]!, value)
  }

  #path(levels = this.#keys.length): string {
    let path = ''
    for (let i = 0; i < levels; i++) {
      const key = this.#keys[i]!
      path += `/${typeof key === 'number' ? key : key.replace(/~/g, '~0').replace(/\//g, '~1')}`
    }
    return path
  }
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function isGap(c: string): boolean {
  return c === ' ' || c === '\n' || c === '\r' || c === '\t'
}

/** Like JSON.parse, a member called `__proto__` is an ordinary member. */
function put(container: Container, key: string | number, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true })
  } else (container as Record<string | number, unknown>)[key] = value
}

function copyObject(source: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(source)) put(copy, key, source[key])
  return copy
}

/** Leaves out a high surrogate whose partner has not arrived. */
function wholeCharacters(text: string): string {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text
}

/** The same for plain text: the whole is one value, a string that is complete when the text is over. */
export class TextReader {
  #text = ''

  push(text: string): CompletedValue[] {
    this.#text += text
    return []
  }

  end(): CompletedValue[] {
    return [{ path: '', value: this.#text }]
  }

  snapshot(): unknown {
    return this.#text
  }
}
