import type { Gateway } from "./gateway.ts";

/** Ponder runs the configuration and the endpoints as modules that do not share what they hold. */
const KEY = Symbol.for("quittance.indexer.gateway");

/** Lets the endpoints know of the nodes' agreement. */
export function shareGateway(gateway: Gateway): void {
  Reflect.set(globalThis, KEY, gateway);
}

/** The way to this process's nodes; undefined where there is one node only, or rows are only served. */
export function sharedGateway(): Pick<Gateway, "agreement" | "lanes"> | undefined {
  return Reflect.get(globalThis, KEY) as Gateway | undefined;
}
