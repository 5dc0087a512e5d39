/**
 * Causal language models in ONNX Runtime, from folders in the Hugging Face layout.
 *
 *   loadOnnxModel(folderOrHubId: string, options?: LoadOnnxModelOptions): Promise<OnnxEngine>
 *   downloadModel(hubId: string, options?: DownloadOptions): Promise<string>   // the folder
 */
export { type DownloadOptions, type DownloadProgress, defaultCacheDir, downloadModel } from './hub.js'
export { type LoadOnnxModelOptions, loadOnnxModel, type OnnxEngine } from './load.js'
