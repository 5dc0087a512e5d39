/** Kinds of characters that the rules of `wordBoundaries` tell apart. */
const OTHER = 0
const LETTER = 1
const DIGIT = 2
/** Of a script that is written without spaces: a word by itself. */
const ALONE = 3
const EXTEND = 4
const APOSTROPHE = 5
const POINT = 6
const REGIONAL = 7
const PICTURE = 8
const CR = 9
const LF = 10

const ZERO_WIDTH_JOINER = 0x200d

const extend = /[\p{M}\p{Emoji_Modifier}\u200d]/u
const alone = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const letter = /[\p{L}\p{Nl}\p{Pc}]/u
const digit = /\p{Nd}/u
const regional = /\p{Regional_Indicator}/u
const picture = /\p{Extended_Pictographic}/u

function kindOf(char: string): number {
  if (char === "'" || char === '\u2019') return APOSTROPHE
  if (char === '.' || char === ',') return POINT
  if (char === '\r') return CR
  if (char === '\n') return LF
  if (extend.test(char)) return EXTEND
  if (digit.test(char)) return DIGIT
  if (letter.test(char)) return alone.test(char) ? ALONE : LETTER
  if (regional.test(char)) return REGIONAL
  return picture.test(char) ? PICTURE : OTHER
}

const known = new Map<number, number>()

function kindAt(text: string, i: number): number {
  const point = text.codePointAt(i)!
  let kind = known.get(point)
  if (kind === undefined) {
    kind = kindOf(String.fromCodePoint(point))
    known.set(point, kind)
  }
  return kind
}

/**
 * Calls `visit` with every offset, in code units, at which a word begins or ends, 0 and the length included.
 *
 * A word is a run of letters, digits and connectors (`_`), with an apostrophe between letters ("don't") and a point or
 * comma between digits ("3.14"). Every other character is a word of its own, and so is every character of a script that
 * is written without spaces (Han, Hiragana, Thai, Lao, Khmer, Myanmar). Marks, joiners and skin tones stay with the
 * character before them, the parts of a flag and of a joined emoji with one another, and a line feed with its
 * carriage return. These are the rules of Unicode's UAX #29 as far as they need no dictionary and look no farther than
 * the next character.
 */
export function wordBoundaries(text: string, visit: (offset: number) => void): void {
  if (text === '') return
  visit(0)
  let before = kindAt(text, 0)
  let point = text.codePointAt(0)!
  // Regional indicators in a row up to here: they come in pairs.
  let indicators = before === REGIONAL ? 1 : 0
  // Whether the character before is an apostrophe or point that joins what is on both sides.
  let joins = false
  for (let i = point > 0xffff ? 2 : 1; i < text.length; ) {
    const kind = kindAt(text, i)
    const last = point
    point = text.codePointAt(i)!
    const next = i + (point > 0xffff ? 2 : 1)
    const at = i
    i = next
    if (kind === EXTEND && before !== CR && before !== LF) continue
    const word = kind === LETTER || kind === DIGIT
    const wordBefore = before === LETTER || before === DIGIT
    let joined = (word && (wordBefore || joins)) || (before === CR && kind === LF)
    if (kind === PICTURE && last === ZERO_WIDTH_JOINER && before === PICTURE) joined = true
    if (kind === REGIONAL && indicators % 2 === 1) joined = true
    joins = false
    if ((kind === APOSTROPHE && before === LETTER) || (kind === POINT && before === DIGIT)) {
      joins = next < text.length && kindAt(text, next) === before
      joined = joins
    }
    if (!joined) visit(at)
    indicators = kind === REGIONAL ? indicators + 1 : 0
    before = kind
  }
  visit(text.length)
}
