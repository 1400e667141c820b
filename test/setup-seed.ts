import fc from 'fast-check';

/** Every run draws the same cases; `FARGATECTL_SEED=7 npm test` draws others. */
fc.configureGlobal({ seed: Number(process.env['FARGATECTL_SEED'] ?? 1) });
