import type { Address } from "viem";
import type { ActingClient } from "../client/action-types.ts";
import { requireChain } from "../client/chain.ts";
import { BaseError } from "../errors/base.ts";
import { InvalidFieldError } from "../errors/field.ts";
import { PublicFileUnavailableError } from "../errors/identity.ts";
import { requireOptions } from "../json/options.ts";
import { type AccountLink, verifyAccountLink } from "./account-link.ts";
import { getAgent } from "./get-agent.ts";
import { type PublicFileOptions, readPublicFile } from "./public-file.ts";
import { isPublicName } from "./public-name.ts";
import {
  type AgentRegistration,
  checkRegistrations,
  listsAgent,
  parseRegistrations,
  registrationJson,
} from "./registration-file.ts";
import { agentRegistryOf } from "./registries.ts";
import { requireAgentId } from "./registry.ts";
import { type SkippedEntry, sayOfSkipped } from "./skipped-entries.ts";

const WELL_KNOWN_PATH = "/.well-known/agent-registration.json";

/** Whether a domain confirms an agent, and by which file. */
export type DomainVerdict =
  | {
      readonly verified: true;
      readonly url: string;
      /** Unusable entries of the file, which do not matter for the others. */
      readonly skipped: readonly SkippedEntry[];
    }
  | {
      readonly verified: false;
      /** The well-known file's. */
      readonly url: string;
      /** It could not be fetched, is no such file, or does not list the agent. */
      readonly reason: "unreachable" | "malformed" | "notListed";
      readonly details: string;
      readonly skipped: readonly SkippedEntry[];
    };

/**
 * Where a domain says which agents are its own (ERC-8004).
 *
 * @throws InvalidFieldError when it is no public domain name.
 * @example
 * import { wellKnownUrl } from "quittance";
 *
 * console.log(wellKnownUrl("agent.example")); // https://agent.example/.well-known/agent-registration.json
 */
export function wellKnownUrl(domain: string): string {
  if (typeof domain === "string" && isPublicName(domain))
    return `https://${domain.toLowerCase()}${WELL_KNOWN_PATH}`;
  throw new InvalidFieldError({
    field: "domain",
    value: domain,
    problem: "must be a public domain name",
    remedy: "Give the name alone, such as agent.example: no scheme, no port, no address.",
  });
}

/**
 * The file that a domain serves at `wellKnownUrl` to stand by its agents: all those of one principal, if it likes.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { agentRegistryOf, domainFile } from "quittance";
 *
 * const registry = "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432";
 * const agentRegistry = agentRegistryOf({ chainId: 8453, registry });
 * console.log(JSON.parse(domainFile([{ agentId: 22n, agentRegistry }])).registrations.length); // 1
 */
export function domainFile(registrations: readonly AgentRegistration[]): string {
  return registrationJson({ registrations: [...checkRegistrations({ registrations })] });
}

/**
 * Checks whether a domain confirms an agent: its well-known file, or the agent's own registration file if that domain serves it,
 * lists the agent's registration. `address` is the identity registry's.
 *
 * "verified" means that the domain's present owner lists the agent; `getAgent` returns the agent's owner.
 *
 * @throws AgentUnknownError when there is no such agent.
 * @throws InvalidFieldError when it is no public domain name.
 * @example
 * import { agentRegistryOf, domainFile, registerAgent, verifyAgentDomain } from "quittance";
 * import { deployIdentityRegistry, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address } = await deployIdentityRegistry(stack);
 * const { agentId } = await registerAgent(stack.walletClient, { address });
 * const agentRegistry = agentRegistryOf({ chainId: stack.chain.id, registry: address });
 * const serve = async () => new Response(domainFile([{ agentId, agentRegistry }]));
 * const question = { address, agentId, domain: "agent.example", fetch: serve };
 * console.log((await verifyAgentDomain(stack.publicClient, question)).verified); // true
 * await stack.stop();
 */
export async function verifyAgentDomain(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly agentId: bigint | number;
    /** The name alone, such as `agent.example`. */
    readonly domain: string;
  } & PublicFileOptions,
): Promise<DomainVerdict> {
  requireOptions(parameters, "address agentId domain fetch maxBytes timeoutMs ipfsGateway");
  const { address, domain } = parameters;
  const wellKnown = wellKnownUrl(domain);
  const agentId = requireAgentId(parameters.agentId);
  const { uri } = await getAgent(client, { address, agentId });
  const chainId = await requireChain(client, undefined);
  const agent = { agentId, agentRegistry: agentRegistryOf({ chainId, registry: address }) };
  const verdict = await askFile(wellKnown, agent, parameters);
  if (verdict.verified || !isServedBy(uri, domain)) return verdict;
  const primary = await askFile(uri, agent, parameters);
  return primary.verified ? primary : verdict;
}

/** Whether a domain confirms the principal of an account. */
export interface PrincipalDomain {
  /** Account and agent are linked both ways, and the domain confirms the agent. */
  readonly verified: boolean;
  /** The controller of the principal, which the domain confirms. */
  readonly controller: Address;
  readonly link: AccountLink;
  readonly domain: DomainVerdict;
}

/**
 * Checks whether a domain confirms the principal of an account: it lists the agent, and agent and account are linked both ways
 * through the principal's controller.
 *
 * @param parameters `address` is the Quittance contract's, `registry` the identity registry's.
 * @throws AgentUnknownError, ContractMissingError
 * @throws InvalidFieldError when it is no public domain name.
 * @example
 * import { accountMetadata, registerAgent, verifyPrincipalDomain } from "quittance";
 * import { deployIdentityRegistry, openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { address, chain, walletClient, publicClient } = stack;
 * const { address: registry } = await deployIdentityRegistry(stack);
 * const { account } = await openExampleAccount(stack);
 * const metadata = accountMetadata({ chainId: chain.id, address, account: account.address });
 * const { agentId } = await registerAgent(walletClient, { address: registry, metadata });
 * const missing = async () => new Response("", { status: 404 });
 * const question = { address, account: account.address, registry, agentId, domain: "agent.example", fetch: missing };
 * const { verified, link } = await verifyPrincipalDomain(publicClient, question);
 * console.log(verified, link.controllerStandsByAgent); // false true
 * await stack.stop();
 */
export async function verifyPrincipalDomain(
  client: ActingClient,
  parameters: {
    readonly address: Address;
    readonly account: Address;
    readonly registry: Address;
    readonly agentId: bigint | number;
    /** The name alone, such as `agent.example`. */
    readonly domain: string;
  } & PublicFileOptions,
): Promise<PrincipalDomain> {
  requireOptions(
    parameters,
    "address account registry agentId domain fetch maxBytes timeoutMs ipfsGateway",
    "input",
  );
  const { domain: name, account, registry, ...asked } = parameters;
  const [domain, link] = await Promise.all([
    verifyAgentDomain(client, { ...asked, address: registry, domain: name }),
    verifyAccountLink(client, { ...asked, account, registry }),
  ]);
  return { verified: domain.verified && link.linked, controller: link.controller, link, domain };
}

async function askFile(
  url: string,
  agent: { readonly agentId: bigint; readonly agentRegistry: string },
  options: PublicFileOptions,
): Promise<DomainVerdict> {
  try {
    const { registrations, skipped } = parseRegistrations(await readPublicFile(url, options));
    if (listsAgent(registrations, agent)) return { verified: true, url, skipped };
    const none = `it lists ${registrations.length} registrations, none of them ${agent.agentRegistry}, ${agent.agentId}`;
    const details = [none, sayOfSkipped(skipped)].filter((part) => part !== undefined).join("; ");
    return { verified: false, url, reason: "notListed", details, skipped };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const reason = error instanceof PublicFileUnavailableError ? "unreachable" : "malformed";
    return { verified: false, url, reason, details: error.details ?? error.shortMessage, skipped: [] };
  }
}

function isServedBy(uri: string, domain: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, port, hostname } = new URL(uri);
  return protocol === "https:" && port === "" && hostname === domain.toLowerCase();
}
