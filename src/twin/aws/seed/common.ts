import { z } from 'zod';

export const tags = z.record(z.string(), z.string()).default({});
export const json = z.record(z.string(), z.unknown());
export const range = z.tuple([z.number().min(0), z.number().min(0)]);
