/** Node kinds of an ExprPool. */
export const K_EMPTY = 0
export const K_EPSILON = 1
export const K_CLASS = 2
export const K_CONCAT = 3
export const K_ALT = 4
export const K_AND = 5
export const K_NOT = 6
export const K_REPEAT = 7
export const K_LOOK = 8
export const K_BEHIND = 9
export const K_CLOSE = 10
export const K_WORDS = 11
export const K_CAPTURE = 12
export const K_REF = 13
export const K_QUOTE = 14

/** Flags of a node. */
export const F_NULLABLE = 1
/** Holds a LOOK or BEHIND outside every CLOSE: its meaning depends on the text around it. */
export const F_LOOKS = 2
/** Holds a BEHIND outside every CLOSE: its meaning depends on the text before it. */
export const F_BEHINDS = 4
/** Holds an AND, NOT, CLOSE, LOOK or BEHIND: emptiness and lengths do not follow from the structure. */
export const F_SEARCHED = 8
/** Holds a CAPTURE or REF: derivatives differ from character to character, and the states may be infinitely many. */
export const F_CAPTURES = 16

/** No upper bound, in the count columns. */
export const UNBOUNDED = 0x7fffffff
/** Largest finite count of a repetition. */
export const MAX_COUNT = 0x40000000
