#!/usr/bin/env node
import { runCli } from './program.ts';
import { processIo } from './io.ts';

// Nothing is imported here that a `--help` does not need.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const io = processIo();
process.exitCode = await runCli(process.argv.slice(2), io);
