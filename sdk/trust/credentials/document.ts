import { InvalidFieldError } from "../../errors/field.ts";
import { utcOf } from "../../identity/did/document.ts";
import { requireOptions } from "../../json/options.ts";
import { accountDid } from "../../protocol/account-did.ts";
import { type QuittanceDomain, requireDomain } from "../../protocol/domain.ts";
import { momentOrClock, requireMoment } from "../../protocol/moment.ts";
import { figuresOf, type TrustAnswer } from "../answer.ts";
import { requireAfter } from "../statement.ts";
import { CREDENTIALS_CONTEXT, TRUST_CREDENTIAL_TYPE } from "./context.ts";
import { issuerOf } from "./issuer.ts";
import { signingKey, type TrustKey } from "./key.ts";
import { dayOf } from "./moments.ts";
import { placeOf } from "./places.ts";
import { LONGEST_VALIDITY } from "./revocations.ts";
import { contextUrlOf, serviceOf, statusUrlOf } from "./service.ts";

/** What a trust credential is made of. */
export interface TrustCredentialInput {
  readonly key: TrustKey;
  /** A `did:web` that publishes the key; the key's own `did:key` when left out. */
  readonly issuer?: string | undefined;
  /** Base URL of the service that answers for context, keys and status lists, such as `https://trust.example`. */
  readonly service: string;
  /** Of the contract whose deals the answer counts. */
  readonly domain: QuittanceDomain;
  /** The answer of `GET /trust/<address>`, or of a computation of one's own. */
  readonly answer: TrustAnswer;
  /** Unix seconds; this machine's clock when left out. */
  readonly issuedAt?: number | undefined;
  /** Unix seconds, at most 30 days after it is issued. */
  readonly validUntil: number;
}

/** A credential of the W3C's data model 2.0, before or after it has a proof. */
export type CredentialDocument = Readonly<Record<string, unknown>>;

/** A credential about to be signed. */
export interface Draft {
  readonly document: CredentialDocument;
  readonly issuer: string;
  readonly subject: string;
  readonly issuedAt: number;
  readonly validUntil: number;
}

const FIELDS = "key issuer service domain answer issuedAt validUntil";

/** The credential that an input describes. Throws InvalidFieldError naming the field that is wrong. */
export function draftOf(input: TrustCredentialInput): Draft {
  requireOptions(input, FIELDS);
  const issuer = issuerOf(input.key, input.issuer);
  const service = serviceOf(input.service);
  const { chainId, verifyingContract: address } = requireDomain("domain", input.domain);
  const { issuedAt, validUntil } = requireValidity(input);
  const figures = figuresOf(input.answer);
  const subject = accountDid({ chainId, address, account: figures.subject });
  const document = {
    "@context": [CREDENTIALS_CONTEXT, contextUrlOf(service)],
    type: ["VerifiableCredential", TRUST_CREDENTIAL_TYPE],
    issuer,
    validFrom: utcOf(issuedAt),
    validUntil: utcOf(validUntil),
    credentialSubject: {
      id: subject,
      principal: accountDid({ chainId, address, account: figures.principal }),
      ...{ view: figures.view, score: figures.score, tier: figures.tier, confidence: figures.confidence },
      trust: String(figures.trust),
      asOf: { block: figures.block, blockHash: figures.blockHash, blockTime: utcOf(figures.blockTime) },
      ...{ pools: figures.pools, parameters: figures.parameters, answer: figures.answer },
    },
    credentialStatus: statusEntry(
      service,
      placeOf(signingKey(input.key).places, figures.principal, dayOf(issuedAt)),
    ),
  };
  return { document, issuer, subject, issuedAt, validUntil };
}

function statusEntry(service: string, { list, index }: { readonly list: number; readonly index: number }) {
  const url = statusUrlOf(service, list);
  return {
    id: `${url}#${index}`,
    type: "BitstringStatusListEntry",
    statusPurpose: "revocation",
    statusListIndex: String(index),
    statusListCredential: url,
  };
}

/** From when to when something is good. Refuses more than status lists go back. */
export function requireValidity(input: {
  readonly issuedAt?: number | undefined;
  readonly validUntil: number;
}): { readonly issuedAt: number; readonly validUntil: number } {
  const issuedAt = momentOrClock("issuedAt", input.issuedAt);
  const validUntil = requireMoment("validUntil", input.validUntil);
  requireAfter(validUntil, issuedAt);
  if (validUntil - issuedAt <= LONGEST_VALIDITY) return { issuedAt, validUntil };
  throw new InvalidFieldError({
    field: "validUntil",
    value: validUntil,
    problem: `must be at most ${LONGEST_VALIDITY} seconds after it is issued`,
    remedy: "Give an earlier time: a new credential costs nothing, and scores change.",
  });
}
