import { decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import type { Address } from "viem";
import {
  TrustAnswerMismatchError,
  TrustCredentialInvalidError,
  TrustStatementChainError,
  TrustStatementContractError,
} from "../../errors/trust.ts";
import { requireOptions } from "../../json/options.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { momentOrClock } from "../../protocol/moment.ts";
import { requireAbout, requireQuestion, type TrustQuestion } from "../about.ts";
import { differenceOf, type TrustAnswer } from "../answer.ts";
import { claimOf, type TrustClaim } from "./claim.ts";
import type { CredentialDocument } from "./document.ts";
import { type IssuerKey, issuerKeyOf } from "./issuer-key.ts";
import type { TrustPublicJwk } from "./key.ts";
import { dayOf } from "./moments.ts";
import { openCredential } from "./open.ts";
import { placeOf, STATUS_PLACES } from "./revocations.ts";

/** What a credential says, by whom, and how long. */
export interface VerifiedTrust extends TrustClaim {
  readonly issuer: string;
  /** Unix seconds. */
  readonly validFrom: number;
  /** Unix seconds; good while now < validUntil. */
  readonly validUntil: number;
}

/** What a credential is held against. */
export interface TrustCredentialQuestion extends TrustQuestion {
  /** A JSON Web Token, or a credential with a Data Integrity proof. */
  readonly credential: string | CredentialDocument;
  /** Whose word is asked for; take it from the issuer itself, never from the credential. */
  readonly issuer: string;
  /** The key that a `did:web` publishes, which the caller fetched; a `did:key` is its own. */
  readonly publicJwk?: TrustPublicJwk | undefined;
  /** Of the contract whose deals count. */
  readonly domain: QuittanceDomain;
  /** Fetches the status list at a URL, in either form: as text of a JSON Web Token, or as parsed JSON. */
  readonly loadStatus: (url: string) => Promise<string | CredentialDocument>;
  /** The answer that came with it. When it is left out, only what the credential says is known. */
  readonly answer?: TrustAnswer | undefined;
  /** Unix seconds; this machine's clock when left out. */
  readonly now?: number | undefined;
}

const FIELDS = "credential subject view issuer publicJwk domain loadStatus answer now";

/**
 * Makes sure that a credential is by the issuer that the caller trusts, about the address and the view that are asked for, and the caller's own contract, unaltered, in its time, not
 * revoked, and of this answer. Nothing is fetched but the status list, by `loadStatus`.
 *
 * @throws TrustCredentialInvalidError with the `reason`; TrustStatementChainError, TrustStatementContractError for other deals; TrustStatementSubjectError, TrustStatementViewError;
 * TrustAnswerMismatchError for another answer; InvalidFieldError for an issuer without a key.
 * @example
 * import { quittanceDomain } from "quittance/protocol";
 * import { exampleTrustAnswer } from "quittance/testing";
 * import { generateTrustKey, issueTrustJwt, issueTrustStatusJwt, verifyTrustCredential } from "quittance/trust/credentials";
 *
 * const key = await generateTrustKey();
 * const domain = quittanceDomain({ chainId: 8453, address: "0x00000000000000000000000000000000000000aa" });
 * const validUntil = Math.floor(Date.now() / 1_000) + 3_600;
 * const service = "https://trust.example";
 * const answer = exampleTrustAnswer();
 * const credential = await issueTrustJwt({ key, service, domain, answer, validUntil });
 * const { tier } = await verifyTrustCredential({
 *   credential,
 *   subject: answer.subject,
 *   issuer: key.did,
 *   domain,
 *   // Else: (url) => fetch(url, { headers: { Accept: "application/vc+jwt" } }).then((answer) => answer.text())
 *   loadStatus: async (url) =>
 *     issueTrustStatusJwt({ key, service, list: Number(url.split("/").at(-1)), revocations: [], validUntil }),
 * });
 * console.log(tier); // proven
 */
export async function verifyTrustCredential(question: TrustCredentialQuestion): Promise<VerifiedTrust> {
  requireOptions(question, FIELDS);
  requireQuestion(question);
  const { credential, issuer, publicJwk, answer } = question;
  const own = requireDomain("domain", question.domain);
  const now = momentOrClock("now", question.now);
  const key = await issuerKeyOf(issuer, publicJwk);
  const { document, validFrom, validUntil } = await openCredential(credential, key, now);
  const claim = claimOf(document);
  requireOwn(claim, own);
  requireAbout(claim, question);
  await requireUnrevoked(document, { question, key, now, principal: claim.principal, validFrom });
  const different = answer === undefined ? undefined : differenceOf(claim, answer);
  if (different !== undefined) throw new TrustAnswerMismatchError(different);
  return { ...claim, issuer, validFrom, validUntil };
}

function requireOwn({ chainId, contract }: TrustClaim, own: QuittanceDomain): void {
  if (chainId !== own.chainId) throw new TrustStatementChainError(chainId, own.chainId);
  if (isSameAddress(contract, own.verifyingContract)) return;
  throw new TrustStatementContractError(contract, own.verifyingContract);
}

interface StatusQuestion {
  readonly question: TrustCredentialQuestion;
  readonly key: IssuerKey;
  readonly now: number;
  readonly principal: Address;
  readonly validFrom: number;
}

async function requireUnrevoked(document: CredentialDocument, asked: StatusQuestion): Promise<void> {
  const { question, key, now, principal, validFrom } = asked;
  const { type, statusPurpose, statusListIndex, statusListCredential } = Object(document.credentialStatus);
  const place = placeOf(principal, dayOf(validFrom));
  const isEntry = type === "BitstringStatusListEntry" && statusPurpose === "revocation";
  // An issuer that names another place would answer for something else than this principal and day.
  if (!isEntry || statusListIndex !== String(place.index) || !isListUrl(statusListCredential, place.list)) {
    throw new TrustCredentialInvalidError("status", "it names no place in a status list of its own");
  }
  const opened = await openList(statusListCredential, question, key, now);
  const { id, type: types, credentialSubject } = opened;
  const { type: kind, statusPurpose: purpose, encodedList } = Object(credentialSubject);
  const isList =
    id === statusListCredential &&
    Array.isArray(types) &&
    types.includes("BitstringStatusListCredential") &&
    kind === "BitstringStatusList" &&
    purpose === "revocation" &&
    typeof encodedList === "string";
  if (!isList) throw new TrustCredentialInvalidError("status", "what was loaded is another list");
  const list = await decodeList({ encodedList }).catch(() => undefined);
  if (list?.length !== STATUS_PLACES)
    throw new TrustCredentialInvalidError("status", "the list is malformed");
  if (list.getStatus(place.index)) throw new TrustCredentialInvalidError("revoked");
}

const isListUrl = (url: unknown, list: number): url is string =>
  typeof url === "string" && /^https?:\/\//.test(url) && url.endsWith(`/trust/status/${list}`);

/** A list that cannot be had, or is not the issuer's, says nothing: the credential may be revoked. */
async function openList(
  url: string,
  { loadStatus }: TrustCredentialQuestion,
  key: IssuerKey,
  now: number,
): Promise<CredentialDocument> {
  try {
    return (await openCredential(await loadStatus(url), key, now)).document;
  } catch (error) {
    throw new TrustCredentialInvalidError("status", error instanceof Error ? error.message : undefined);
  }
}
