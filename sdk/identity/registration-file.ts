import { getAddress, isAddress } from "viem";
import { z } from "zod";
import { wideUint } from "../json/fields.ts";
import { parseWith } from "../json/parse.ts";
import { type PublicFileOptions, readPublicFile } from "./public-file.ts";

/** What the `type` of every registration file says. */
export const REGISTRATION_TYPE = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1";

const text = z.string({ error: "must be text" });

/** `{namespace}:{chainId}:{identityRegistry}`; addresses in their checksummed form. */
const agentRegistry = text
  .regex(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:[^\s:]+$/, "must be namespace:chainId:registry")
  .transform((value) => {
    const [namespace = "", chainId = "", registry = ""] = value.split(":");
    const known = namespace === "eip155" && isAddress(registry, { strict: false });
    return `${namespace}:${chainId}:${known ? getAddress(registry) : registry}`;
  });

const registrationSchema = z.looseObject({ agentId: wideUint(256), agentRegistry });

const serviceSchema = z.looseObject({
  name: text.min(1, "must not be empty"),
  endpoint: text.min(1, "must not be empty"),
  version: text.optional(),
});

const listSchema = z.looseObject({ registrations: z.array(registrationSchema) });

const fileSchema = z.looseObject({
  type: z.literal(REGISTRATION_TYPE, { error: `must be ${REGISTRATION_TYPE}` }),
  name: text,
  description: text,
  image: text,
  services: z.array(serviceSchema).default([]),
  x402Support: z.boolean({ error: "must be true or false" }).default(false),
  active: z.boolean({ error: "must be true or false" }).default(true),
  registrations: z.array(registrationSchema).default([]),
  supportedTrust: z.array(text).optional(),
});

/** An agent's id in a registry; the registry as `eip155:{chainId}:{address}`. */
export type AgentRegistration = z.output<typeof registrationSchema>;
/** One way to reach an agent, or another name of it. Fields beyond these are kept. */
export type AgentService = z.output<typeof serviceSchema>;
/** What an agent says of itself (ERC-8004). Fields beyond these are kept. */
export type RegistrationFile = z.output<typeof fileSchema>;

/** A registration file as it is written: `type` and what has a default may be left out. */
export type RegistrationDraft = Omit<z.input<typeof fileSchema>, "type"> & {
  readonly type?: typeof REGISTRATION_TYPE;
};

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
  return parseRegistrationFile({ ...draft, type: draft.type ?? REGISTRATION_TYPE });
}

/**
 * A registration file that somebody else wrote: an object, or its JSON text.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { parseRegistrationFile } from "quittance";
 *
 * const type = "https://eips.ethereum.org/EIPS/eip-8004#registration-v1";
 * const said = { type, name: "Translator", description: "", image: "", registrations: [] };
 * console.log(parseRegistrationFile(JSON.stringify(said)).x402Support); // false
 */
export function parseRegistrationFile(input: unknown): RegistrationFile {
  return parseWith("registrationFile", fileSchema, input);
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
 * A registration file as a `data:` URI, so that it is whole on-chain, nobody needs to serve it, and its history is the
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
  return `data:application/json;base64,${Buffer.from(json, "utf8").toString("base64")}`;
}

/**
 * Reads the registration file that an agent's URI leads to: `data:`, `https:`, or `ipfs:` by a gateway. Redirects,
 * private hosts and long files are refused.
 *
 * @throws PublicFileUnavailableError when it cannot be had.
 * @throws InvalidFieldError naming the field that is wrong in it.
 * @example
 * import { encodeRegistrationUri, readRegistrationFile } from "quittance";
 *
 * const json = Buffer.from(encodeRegistrationUri({ name: "Translator", description: "", image: "" }).slice(29), "base64");
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

/** The registrations that a public file lists; it may list nothing else. */
export function parseRegistrations(input: unknown): readonly AgentRegistration[] {
  return parseWith("registrationFile", listSchema, input).registrations;
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
