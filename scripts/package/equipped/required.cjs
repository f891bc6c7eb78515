const sandbox = require("quittance/jury/sandbox");

import("./sandboxed.mjs").then(({ trySandbox }) => trySandbox(sandbox));
