import { way } from './way.ts';

way('--as-tutorial', { mode: 'as-tutorial', soakSeconds: 5 });
