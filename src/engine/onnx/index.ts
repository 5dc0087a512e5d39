/**
 * Language models in ONNX Runtime, from folders in the Hugging Face layout.
 *
 *   loadOnnxModel(folderOrHubId: string, options?: LoadOnnxModelOptions): Promise<OnnxEngine>
 *   loadOnnxDiffusionModel(folderOrHubId: string, options?: LoadOnnxDiffusionModelOptions): Promise<OnnxDiffusionEngine>
 *   downloadModel(hubId: string, options?: DownloadOptions): Promise<string>   // the folder
 */
export { type DownloadOptions, type DownloadProgress, defaultCacheDir, downloadModel } from './hub.js'
export { loadOnnxModel, type OnnxEngine } from './load.js'
export {
  type LoadOnnxDiffusionModelOptions,
  loadOnnxDiffusionModel,
  type OnnxDiffusionEngine,
} from './load-diffusion.js'
export type { LoadOnnxModelOptions } from './source.js'
