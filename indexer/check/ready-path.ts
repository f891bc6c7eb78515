import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** Where the app answers what was asked at `/ready`. */
export const READY = "/check/ready";

/**
 * Lets the app answer `/ready`. Ponder answers that path before the app is asked, by whether the history was read once; so
 * the path is renamed on its way in. Call it once in a process.
 */
export function takeReady(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    request.url = request.url?.replace(/^\/ready\/?(?=$|\?)/, READY);
  });
}
