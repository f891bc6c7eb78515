// Serves the site of the folder that it is started in, as `npm run docs` does, on a free port; prints its address.

import { createServer } from "vitepress";

const server = await createServer("docs", { host: "127.0.0.1", port: 0 });
await server.listen();
console.log(server.resolvedUrls?.local[0]);
