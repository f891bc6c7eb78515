import type { Service } from "did-resolver";
import type { AgentService } from "../registration-file.ts";

const URI = /^[a-z][a-z0-9+.-]*:[^\s]+$/i;
const EMAIL = /^[^\s@:]+@[^\s@:]+$/;

/**
 * Services of a registration file as those of a DID document: the name is the type, further fields are kept. An e-mail
 * address becomes a `mailto:`; what is no URI, such as an ENS name, becomes `{ endpoint }`.
 */
export function servicesOf(did: string, services: readonly AgentService[]): Service[] {
  const used = new Map<string, number>();
  return services.map(({ name, endpoint, id: _, type: __, serviceEndpoint: ___, ...further }) => {
    const fragment = name.replace(/[^A-Za-z0-9._~-]+/g, "-") || "service";
    const count = (used.get(fragment) ?? 0) + 1;
    used.set(fragment, count);
    const id = `${did}#${count === 1 ? fragment : `${fragment}-${count}`}`;
    return { ...further, id, type: name, serviceEndpoint: endpointOf(endpoint) };
  });
}

function endpointOf(endpoint: string): Service["serviceEndpoint"] {
  if (EMAIL.test(endpoint)) return `mailto:${endpoint}`;
  return URI.test(endpoint) ? endpoint : { endpoint };
}
