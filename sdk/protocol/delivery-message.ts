import type { Delivery } from "./messages.ts";

/** A delivery as it is signed: in its EIP-712 type the evidence URI has the name `locator`. */
export interface DeliveryMessage extends Omit<Delivery, "evidenceUri"> {
  readonly locator: string;
}

/** The one place where the name of a delivery's evidence URI becomes that of the signed field. */
export function deliveryMessage({ deal, milestone, evidence, evidenceUri }: Delivery): DeliveryMessage {
  return { deal, milestone, evidence, locator: evidenceUri };
}
