import { createCredential, createList } from "@digitalbazaar/vc-bitstring-status-list";
import { InvalidFieldError } from "../../errors/field.ts";
import { utcOf } from "../../identity/did/document.ts";
import { requireList, requireOptions } from "../../json/options.ts";
import { type CredentialDocument, type Draft, requireValidity } from "./document.ts";
import { issuerOf } from "./issuer.ts";
import { signingKey, type TrustKey } from "./key.ts";
import { STATUS_LISTS, STATUS_PLACES } from "./places.ts";
import { revokedPlaces, type TrustRevocation } from "./revocations.ts";
import { serviceOf, statusUrlOf } from "./service.ts";
import { signAsJwt, signWithProof } from "./sign.ts";

/** What a status list is made of. */
export interface TrustStatusInput {
  readonly key: TrustKey;
  /** As that of the credentials. */
  readonly issuer?: string | undefined;
  readonly service: string;
  /** 0 to 255, as credentials name it. */
  readonly list: number;
  readonly revocations: readonly TrustRevocation[];
  /** Unix seconds; this machine's clock when left out. */
  readonly issuedAt?: number | undefined;
  /** Unix seconds; verifiers fetch it again then. */
  readonly validUntil: number;
}

const FIELDS = "key issuer service list revocations issuedAt validUntil";

async function draftOf(input: TrustStatusInput): Promise<Draft> {
  requireOptions(input, FIELDS);
  const issuer = issuerOf(input.key, input.issuer);
  const id = statusUrlOf(serviceOf(input.service), requireStatusList(input.list));
  requireList("revocations", input.revocations);
  const { issuedAt, validUntil } = requireValidity(input);
  const list = await createList({ length: STATUS_PLACES });
  const { places } = signingKey(input.key);
  for (const place of revokedPlaces(places, input.revocations, input.list, issuedAt))
    list.setStatus(place, true);
  const credential = await createCredential({ id, list, statusPurpose: "revocation" });
  const document = { ...credential, issuer, validFrom: utcOf(issuedAt), validUntil: utcOf(validUntil) };
  return { document, issuer, subject: `${id}#list`, issuedAt, validUntil };
}

function requireStatusList(list: number): number {
  if (Number.isInteger(list) && list >= 0 && list < STATUS_LISTS) return list;
  throw new InvalidFieldError({
    field: "list",
    value: list,
    problem: `must be a whole number within 0 to ${STATUS_LISTS - 1}`,
    remedy: "Take it from the credential's statusListCredential.",
  });
}

/**
 * Issues a status list as a JSON Web Token: the Bitstring Status List credential in which a bit is set for each revoked place.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { generateTrustKey, issueTrustStatusJwt } from "quittance/trust/credentials";
 *
 * const key = await generateTrustKey();
 * const validUntil = Math.floor(Date.now() / 1_000) + 3_600;
 * const service = "https://trust.example";
 * const jwt = await issueTrustStatusJwt({ key, service, list: 0, revocations: [], validUntil });
 * console.log(jwt.split(".").length); // 3
 */
export async function issueTrustStatusJwt(input: TrustStatusInput): Promise<string> {
  const draft = await draftOf(input);
  return signAsJwt(draft, input.key);
}

/**
 * Issues a status list with a Data Integrity proof: the same list as `issueTrustStatusJwt`.
 *
 * @throws InvalidFieldError naming the field that is wrong.
 * @example
 * import { generateTrustKey, issueTrustStatus } from "quittance/trust/credentials";
 *
 * const key = await generateTrustKey();
 * const validUntil = Math.floor(Date.now() / 1_000) + 3_600;
 * const list = await issueTrustStatus({ key, service: "https://trust.example", list: 7, revocations: [], validUntil });
 * console.log(list.id); // https://trust.example/trust/status/7
 */
export async function issueTrustStatus(input: TrustStatusInput): Promise<CredentialDocument> {
  const draft = await draftOf(input);
  return signWithProof(draft, input.key);
}
