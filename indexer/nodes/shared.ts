import type { Agreement } from "./agreement.ts";

/** Ponder runs the configuration and the endpoints as modules that do not share what they hold. */
const KEY = Symbol.for("quittance.indexer.agreement");

/** Lets the endpoints know of the nodes' agreement. */
export function shareAgreement(agreement: Agreement): void {
  Reflect.set(globalThis, KEY, agreement);
}

/** The agreement of this process's nodes; undefined where there is one node only. */
export function sharedAgreement(): Pick<Agreement, "problem" | "unconfirmed"> | undefined {
  return Reflect.get(globalThis, KEY) as Agreement | undefined;
}
