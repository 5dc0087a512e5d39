export { codePoints, fromCodePoints, spelledBytes, textBytes, type WordNode, WordTrees } from '../regex/index.js'
