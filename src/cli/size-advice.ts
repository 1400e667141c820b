import type { Page } from './commands/size.ts';
export const advicePage = (..._: unknown[]): Promise<Page> => Promise.reject(_);
