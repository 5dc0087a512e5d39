export { ByteDfa } from './byte-dfa.js'
export { parsePattern, parseSearch, type SyntaxMode } from './parse.js'
export type { Partition } from './partition.js'
export { type Expr, ExprPool, type PoolLimits } from './pool.js'
