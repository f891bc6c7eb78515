#!/usr/bin/env node
// The `quittance` command.

import { main } from "./main.ts";
import { endQuietlyWhenUnread } from "./output/unread.ts";

endQuietlyWhenUnread(process.stdout);
endQuietlyWhenUnread(process.stderr);
process.exitCode = await main(process.argv.slice(2));
