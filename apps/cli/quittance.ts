#!/usr/bin/env node
// The `quittance` command.

import { main } from "./main.ts";

process.exitCode = await main(process.argv.slice(2));
