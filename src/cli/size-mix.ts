import type { Page } from './commands/size.ts';
export const mixPage = (..._: unknown[]): Promise<Page> => Promise.reject(_);
