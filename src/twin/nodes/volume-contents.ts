import type { VolumeContents } from '../seams.ts';

/** Files on volumes by handle, empty until somebody writes. EFS handles share what lies below a file system. */
export function createVolumeContents(): VolumeContents {
  const volumes = new Map<string, Map<string, string>>();
  return {
    files(handle) {
      let files = volumes.get(handle);
      if (!files) volumes.set(handle, (files = new Map()));
      return files;
    },
  };
}
