import { way } from './way.ts';

way('--retire', { retire: ['app/host-tuner'], soakSeconds: 5 });
