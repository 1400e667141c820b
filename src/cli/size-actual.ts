import type { Page } from './commands/size.ts';
export const actualPage = (..._: unknown[]): Promise<Page> => Promise.reject(_);
