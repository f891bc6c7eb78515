import { getAddress, isAddress, stringToBytes } from "viem";
import * as z from "zod/mini";
import { lazily } from "../errors/lazily.ts";
import { toBase64 } from "../json/base64.ts";
import { requireDepth } from "../json/depth.ts";
import { flag, list, type Schema, text, wideUint } from "../json/fields.ts";
import { requireObject } from "../json/options.ts";
import { parseWith } from "../json/parse.ts";
import { readJson } from "../json/read.ts";
import { type PublicFileOptions, readPublicFile } from "./public-file.ts";
import { noteSkipped, type SkippedEntry, sieve } from "./skipped-entries.ts";

/** What a file is called in messages. */
const SUBJECT = "registrationFile";

/** What the `type` of every registration file says. */
export const REGISTRATION_TYPE = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1";

/** An agent's id in a registry. Fields beyond these are kept. */
export interface AgentRegistration {
  readonly [field: string]: unknown;
  readonly agentId: bigint;
  /** Such as `eip155:{chainId}:{address}`, the address with its checksum. */
  readonly agentRegistry: string;
}

/** One way to reach an agent, or another name of it. Fields beyond these are kept. */
export interface AgentService {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly endpoint: string;
  readonly version?: string | undefined;
}

/** What an agent says of itself (ERC-8004). Fields beyond these are kept. */
export interface RegistrationFile {
  readonly [field: string]: unknown;
  readonly type: typeof REGISTRATION_TYPE;
  readonly name: string;
  readonly description: string;
  readonly image: string;
  readonly services: readonly AgentService[];
  readonly x402Support: boolean;
  readonly active: boolean;
  readonly registrations: readonly AgentRegistration[];
  readonly supportedTrust?: readonly string[] | undefined;
}

/** A registration as it is written: its id may also be a safe whole number, or decimal digits. */
export interface AgentRegistrationDraft {
  readonly [field: string]: unknown;
  readonly agentId: bigint | number | string;
  readonly agentRegistry: string;
}

/** A registration file as it is written: `type` and what has a default may be left out. */
export interface RegistrationDraft {
  readonly [field: string]: unknown;
  readonly type?: typeof REGISTRATION_TYPE | undefined;
  readonly name: string;
  readonly description: string;
  readonly image: string;
  /** None when left out. */
  readonly services?: readonly AgentService[] | undefined;
  /** False when left out. */
  readonly x402Support?: boolean | undefined;
  /** True when left out. */
  readonly active?: boolean | undefined;
  /** None when left out. */
  readonly registrations?: readonly AgentRegistrationDraft[] | undefined;
  readonly supportedTrust?: readonly string[] | undefined;
}

/** An object with these fields, and any others. */
function open<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.looseObject(shape, { error: "must be an object" });
}

const registrationSchema = /* @__PURE__ */ lazily((): Schema<AgentRegistration> => {
  const registry = text(
    (value) => /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:[^\s:]+$/.test(value),
    "must be namespace:chainId:registry",
  );
  const agentRegistry = z.pipe(registry, z.transform(withChecksum));
  return open({ agentId: wideUint(256), agentRegistry });
});

const serviceSchema = /* @__PURE__ */ lazily((): Schema<AgentService> => {
  const filled = text(({ length }) => length > 0, "must be text, and not empty");
  return open({ name: filled, endpoint: filled, version: z.optional(text()) });
});

const registrationsSchema = () => list(registrationSchema(), { entries: "registrations" });

const listSchema = /* @__PURE__ */ lazily(
  (): Schema<Pick<RegistrationFile, "registrations">> => open({ registrations: registrationsSchema() }),
);

const fileSchema = /* @__PURE__ */ lazily(
  (): Schema<RegistrationFile> =>
    open({
      type: z.literal(REGISTRATION_TYPE, { error: `must be ${REGISTRATION_TYPE}` }),
      name: text(),
      description: text(),
      image: text(),
      services: z._default(list(serviceSchema(), { entries: "services" }), []),
      x402Support: z._default(flag(), false),
      active: z._default(flag(), true),
      registrations: z._default(registrationsSchema(), []),
      supportedTrust: z.optional(list(text(), { entries: "texts" })),
    }),
);

/** `namespace:chainId:registry`, with the registry's checksum where it is an address. */
function withChecksum(agentRegistry: string): string {
  const [namespace = "", chainId = "", registry = ""] = agentRegistry.split(":");
  const known = namespace === "eip155" && isAddress(registry, { strict: false });
  return `${namespace}:${chainId}:${known ? getAddress(registry) : registry}`;
}

/**
 * A registration file that is whole: the type is filled in, and what may be left out.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { buildRegistrationFile } from "quittance";
 *
 * const file = buildRegistrationFile({
 *   name: "Translator",
 *   description: "Translates contracts, paid in USDC",
 *   image: "https://agent.example/face.png",
 *   services: [{ name: "A2A", endpoint: "https://agent.example/.well-known/agent-card.json", version: "0.3.0" }],
 * });
 * console.log(file.active, file.services.length); // true 1
 */
export function buildRegistrationFile(draft: RegistrationDraft): RegistrationFile {
  requireObject(SUBJECT, draft);
  requireDepth(SUBJECT, draft);
  return parseWith(SUBJECT, fileSchema(), { ...draft, type: draft.type ?? REGISTRATION_TYPE });
}

/**
 * A registration file that somebody else wrote: an object, or its JSON text. An entry of a list that is unusable, such as a service
 * without an endpoint, is left out, and the others count; `skippedEntries` tells which.
 *
 * @throws InvalidFieldError naming the field that is wrong, when it is none of a list.
 * @example
 * import { parseRegistrationFile } from "quittance";
 *
 * const type = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1";
 * const said = { type, name: "Translator", description: "", image: "", registrations: [] };
 * console.log(parseRegistrationFile(JSON.stringify(said)).x402Support); // false
 */
export function parseRegistrationFile(input: unknown): RegistrationFile {
  const given = readFile(input);
  const { sieved, skipped } = sieve(SUBJECT, given, {
    services: serviceSchema(),
    registrations: registrationSchema(),
    supportedTrust: text(),
  });
  return noteSkipped(parseWith(SUBJECT, fileSchema(), sieved), skipped);
}

/** The object that a file holds. It is not hashed, so that what its JSON has twice is not refused; only its depth is bounded. */
function readFile(input: unknown): unknown {
  if (typeof input === "string") return readJson(SUBJECT, input, false);
  requireDepth(SUBJECT, input);
  return input;
}

/**
 * The JSON text of a registration file, as it is served. Ids are numbers where JSON has room for them.
 *
 * @example
 * import { buildRegistrationFile, registrationJson } from "quittance";
 *
 * const agentRegistry = "eip155:8453:0x8004A169FB4a3325136EB29fA0ceB6D2e539a432";
 * const registrations = [{ agentId: 22n, agentRegistry }];
 * const file = buildRegistrationFile({ name: "Translator", description: "", image: "", registrations });
 * console.log(JSON.parse(registrationJson(file)).registrations[0].agentId); // 22
 */
export function registrationJson(file: Partial<RegistrationFile>): string {
  requireDepth("file", file);
  return JSON.stringify(
    file,
    (_, part: unknown) => {
      if (typeof part !== "bigint") return part;
      return part <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(part) : part.toString();
    },
    2,
  );
}

/**
 * A registration file as a `data:` URI, so that the whole file is on-chain, needs no server, and its history is the
 * chain's.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { encodeRegistrationUri, readRegistrationFile } from "quittance";
 *
 * const uri = encodeRegistrationUri({ name: "Translator", description: "", image: "" });
 * console.log((await readRegistrationFile(uri)).name); // Translator
 */
export function encodeRegistrationUri(draft: RegistrationDraft): string {
  const json = JSON.stringify(JSON.parse(registrationJson(buildRegistrationFile(draft))));
  return `data:application/json;base64,${toBase64(stringToBytes(json))}`;
}

/**
 * Reads the registration file that an agent's URI leads to: `data:`, `https:`, or `ipfs:` by a gateway. Redirects,
 * private hosts and long files are refused, and unusable entries are left out, as `parseRegistrationFile` does.
 *
 * @throws PublicFileUnavailableError when it cannot be had.
 * @throws InvalidFieldError naming the field that is wrong in it.
 * @example
 * import { encodeRegistrationUri, readRegistrationFile } from "quittance";
 *
 * const json = atob(encodeRegistrationUri({ name: "Translator", description: "", image: "" }).slice(29));
 * const serve = async () => new Response(json);
 * const file = await readRegistrationFile("https://agent.example/agent.json", { fetch: serve });
 * console.log(file.name); // Translator
 */
export async function readRegistrationFile(
  uri: string,
  options: PublicFileOptions = {},
): Promise<RegistrationFile> {
  return parseRegistrationFile(await readPublicFile(uri, options));
}

/** The registrations that a public file lists, as they may be written: every one must be right. */
export function checkRegistrations(input: unknown): readonly AgentRegistration[] {
  requireDepth(SUBJECT, input);
  return parseWith(SUBJECT, listSchema(), input).registrations;
}

/** The registrations that a public file of others lists, without those that are unusable; it may list nothing else. */
export function parseRegistrations(input: unknown): {
  readonly registrations: readonly AgentRegistration[];
  readonly skipped: readonly SkippedEntry[];
} {
  const { sieved, skipped } = sieve(SUBJECT, readFile(input), { registrations: registrationSchema() });
  return { registrations: parseWith(SUBJECT, listSchema(), sieved).registrations, skipped };
}

/** Whether registrations name an agent of a registry. */
export function listsAgent(
  registrations: readonly AgentRegistration[],
  agent: { readonly agentId: bigint; readonly agentRegistry: string },
): boolean {
  return registrations.some(
    ({ agentId, agentRegistry: registry }) => agentId === agent.agentId && registry === agent.agentRegistry,
  );
}
