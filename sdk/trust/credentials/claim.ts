import type { Address } from "viem";
import { lazily } from "../../errors/lazily.ts";
import { TrustCredentialInvalidError } from "../../errors/trust.ts";
import { amount, bytes32, record, type Schema, text } from "../../json/fields.ts";
import { parseWith } from "../../json/parse.ts";
import { readAccountDid } from "../../protocol/account-did.ts";
import { blockNumber, share, type TrustFigures, tierText, viewText } from "../answer.ts";
import { CREDENTIALS_CONTEXT, TRUST_CREDENTIAL_TYPE } from "./context.ts";
import type { CredentialDocument } from "./document.ts";
import { isTrustContext } from "./loader.ts";
import { secondsOf } from "./moments.ts";

const didText = () => text((value) => readAccountDid(value) !== undefined, "must be a did:quittance");

const subjectSchema = /* @__PURE__ */ lazily(
  () =>
    record({
      ...{ id: didText(), principal: didText(), view: viewText(), score: share(), tier: tierText() },
      ...{ confidence: share(), trust: amount() },
      asOf: record({
        ...{ block: blockNumber(), blockHash: bytes32() },
        blockTime: text((value) => secondsOf(value) !== undefined, "must be a time in UTC"),
      }),
      ...{ pools: bytes32(), parameters: bytes32(), answer: bytes32() },
    }) as unknown as Schema<SubjectFields>,
);

interface SubjectFields extends Pick<TrustFigures, "view" | "score" | "tier" | "confidence" | "trust"> {
  readonly id: string;
  readonly principal: string;
  readonly asOf: { readonly block: number; readonly blockHash: `0x${string}`; readonly blockTime: string };
  readonly pools: `0x${string}`;
  readonly parameters: `0x${string}`;
  readonly answer: `0x${string}`;
}

/** What a trust credential says, and of which deals. */
export interface TrustClaim extends TrustFigures {
  readonly chainId: number;
  readonly contract: Address;
}

/** Reads what a credential says, whose signature was verified. Throws TrustCredentialInvalidError. */
export function claimOf(document: CredentialDocument): TrustClaim {
  const { "@context": contexts, type, credentialSubject } = document;
  const [first, second, ...others] = Array.isArray(contexts) ? contexts : [];
  const isOfContexts = first === CREDENTIALS_CONTEXT && isTrustContext(second) && others.length === 0;
  const types: unknown[] = Array.isArray(type) ? type : [];
  if (!isOfContexts || !types.includes("VerifiableCredential") || !types.includes(TRUST_CREDENTIAL_TYPE)) {
    throw new TrustCredentialInvalidError(
      "malformed",
      "its contexts or types are not those of trust credentials",
    );
  }
  const { id, principal, asOf, ...figures } = readSubject(credentialSubject);
  const [account, owner] = [readAccountDid(id), readAccountDid(principal)];
  const isOfOne =
    account !== undefined &&
    account.chainId === owner?.chainId &&
    account.address.toLowerCase() === owner.address.toLowerCase();
  if (!isOfOne)
    throw new TrustCredentialInvalidError("malformed", "subject and principal are of two contracts");
  return {
    ...{ chainId: account.chainId, contract: account.address },
    ...{ subject: lower(account.account), principal: lower(owner.account) },
    ...{ block: asOf.block, blockHash: asOf.blockHash, blockTime: secondsOf(asOf.blockTime) ?? 0 },
    ...figures,
  };
}

function readSubject(subject: unknown): SubjectFields {
  try {
    return parseWith("credentialSubject", subjectSchema(), Object(subject));
  } catch (error) {
    throw new TrustCredentialInvalidError("malformed", error instanceof Error ? error.message : undefined);
  }
}

const lower = (address: Address) => address.toLowerCase() as Address;
