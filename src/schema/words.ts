export { codePoints, fromCodePoints, spelledBytes, type WordNode, WordTrees } from '../regex/index.js'
