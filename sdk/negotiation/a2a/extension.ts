import type { AgentExtension } from "@a2a-js/sdk";

/** Names the extension of A2A by which agents negotiate. Its last part is its version. */
export const NEGOTIATION_EXTENSION = "urn:quittance:a2a:negotiation:1";

/**
 * What an agent's card says in `capabilities.extensions`.
 *
 * @param options.required True when the agent answers nothing else.
 * @example
 * import { negotiationExtension } from "quittance/negotiation/a2a";
 *
 * console.log(negotiationExtension().uri); // urn:quittance:a2a:negotiation:1
 */
export function negotiationExtension(options: { readonly required?: boolean } = {}): AgentExtension {
  return {
    uri: NEGOTIATION_EXTENSION,
    description:
      "Negotiates deals of Quittance: signed offers, acceptances, withdrawals and ends in data parts.",
    required: options.required === true,
    params: undefined,
  };
}
