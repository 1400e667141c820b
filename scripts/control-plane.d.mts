/** Where the binary is, or why there is none; `missing` when this machine has no Go that could build it. */
export function controlPlane():
  | { readonly path: string; readonly seconds: number; readonly built: boolean }
  | { readonly reason: string; readonly missing: boolean };
