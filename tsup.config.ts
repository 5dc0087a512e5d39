import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    index: 'src/sdk/index.ts',
    core: 'src/core.ts',
    onnx: 'src/engine/onnx/index.ts',
    'onnx-worker': 'src/engine/onnx/worker.ts',
    // No entry of the package: a file of its own, which bundles that read no grammars leave out.
    notations: 'src/grammar/frontend/index.ts',
    'conformance-worker': 'src/conformance/worker.ts',
    cli: 'src/cli/main.ts',
  },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  dts: { entry: { index: 'src/sdk/index.ts', core: 'src/core.ts', onnx: 'src/engine/onnx/index.ts' } },
  sourcemap: true,
  treeshake: true,
  clean: true,
})
