import type { DIDDocument, Resolvable } from "did-resolver";
import type { Address, Hex } from "viem";
import { decodeKeySignature } from "../../accounts/envelope.ts";
import { recoverSigner } from "../../client/recover-signer.ts";
import { isSignedBy } from "../../client/signed-by.ts";
import type { ReadingClient } from "../../client/signer.ts";
import { DidUnresolvedError, MomentAheadError } from "../../errors/did.ts";
import { InvalidFieldError, inEntry } from "../../errors/field.ts";
import { uint } from "../../json/fields.ts";
import { requireOptions } from "../../json/options.ts";
import { parseWith } from "../../json/parse.ts";
import { parseAccountDid, readAccountDid } from "../../protocol/account-did.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { type Capability, encodeCapabilities } from "../../protocol/capabilities.ts";
import { requireWord } from "../../protocol/hex-parts.ts";
import { requireMoment } from "../../protocol/moment.ts";
import { type AccountKeyMethod, isCommitting, methodId, utcOf } from "./document.ts";
import { ASKED_KEY, VERSION_AHEAD } from "./moment.ts";

/** What is judged: a signature of `digest`, at a moment that somebody else vouches for. */
export interface JudgeSignatureParameters {
  /** A did-resolver that has `getResolver`'s method. */
  readonly resolver: Resolvable;
  readonly did: string;
  readonly digest: Hex;
  /** As it was made; the envelope of an account, key ‖ signature, with `envelope` instead. */
  readonly signature?: Hex | undefined;
  /** The signature of an account's key: key ‖ signature, as it is in calldata. */
  readonly envelope?: Hex | undefined;
  /**
   * When it was made, in unix seconds: the time of the block that holds it, or a witness's. Never what the signer says: a
   * thief dates back.
   */
  readonly time?: number | bigint | undefined;
  /** In place of `time`: the number of the block that holds it. */
  readonly block?: bigint | number | undefined;
  /** The capability that the key must have had; none when left out. */
  readonly capability?: Capability | undefined;
  /** Asks a key that is a contract (ERC-1271), and asks it now; without it only ECDSA counts. */
  readonly client?: ReadingClient | undefined;
}

/** What a signature was worth on its day. */
export type SignatureJudgement =
  | {
      readonly valid: true;
      readonly signer: Address;
      /** The account's key, its controller, which may do everything, or the wallet itself. */
      readonly as: "key" | "controller" | "wallet";
      /** DID URL of the key. */
      readonly method: string;
      readonly document: DIDDocument;
    }
  | {
      readonly valid: false;
      /** No signer of this digest was found, the account did not exist, or the signer was no live key with that capability. */
      readonly reason:
        | "signatureInvalid"
        | "accountUnknown"
        | "keyNotLive"
        | "capabilityMissing"
        /** No key commits money of an account while it is frozen. */
        | "accountFrozen";
      /** The signer; undefined when it cannot be determined. */
      readonly signer: Address | undefined;
    };

/**
 * Judges an old signature by the keys of its day: a key that was revoked or expired later signed well then, one that was
 * granted later did not.
 *
 * @throws DidUnresolvedError when the DID is malformed, or the chain could not be read.
 * @throws MomentAheadError when the chain has not reached the moment: nothing can be told of it yet.
 * @throws InvalidFieldError when there is not exactly one of time and block, and of signature and envelope; when the moment is
 * none, such as one in milliseconds, or the capability is none.
 * @example
 * import { Resolver } from "did-resolver";
 * import { accountDid, getResolver, hashRelease, judgeSignature, signRelease } from "quittance";
 * import { exampleTerms, openExampleAccount, startStack } from "quittance/testing";
 *
 * const stack = await startStack();
 * const { publicClient: client, deployment, domain, chain, address } = stack;
 * const { account, key } = await openExampleAccount(stack);
 * const resolver = new Resolver(getResolver({ client, deployment }));
 * const did = accountDid({ chainId: chain.id, address, account: account.address });
 * const about = { domain, terms: await exampleTerms(stack, { buyer: key.address }), milestone: 0 };
 * const signature = await signRelease({ ...about, account: key });
 * const question = { resolver, did, digest: hashRelease(about), signature };
 * const time = await stack.now();
 * console.log((await judgeSignature({ ...question, time })).valid); // true
 * console.log((await judgeSignature({ ...question, time: time - 3_600 })).valid); // false
 * await stack.stop();
 */
export async function judgeSignature(parameters: JudgeSignatureParameters): Promise<SignatureJudgement> {
  requireOptions(parameters, "resolver did digest signature envelope time block capability client");
  const { resolver, did, capability, client } = parameters;
  const { chainId } = parseAccountDid(did);
  if (capability !== undefined) {
    inEntry("capabilities", "capability", () => encodeCapabilities([capability]));
  }
  requireWord("digest", parameters.digest);
  const version = versionOf(parameters);
  const signer = await signerOf(parameters, client);
  const { didDocument, didResolutionMetadata, didDocumentMetadata } = await resolver.resolve(
    `${did}?${version}`,
    signer === undefined ? {} : { [ASKED_KEY]: signer },
  );
  const { error, message } = didResolutionMetadata;
  if (error === VERSION_AHEAD) throw new MomentAheadError(version);
  if (error === "notFound") return { valid: false, reason: "accountUnknown", signer };
  if (error !== undefined || didDocument === null) {
    const details = typeof message === "string" ? message : undefined;
    throw new DidUnresolvedError(did, error ?? "no document", details);
  }
  if (signer === undefined) return { valid: false, reason: "signatureInvalid", signer };
  const judgement = judgeSigner(didDocument, { chainId, signer, capability });
  const stopped = capability !== undefined && isCommitting(capability) && didDocumentMetadata.frozen === true;
  return judgement.valid && stopped ? { valid: false, reason: "accountFrozen", signer } : judgement;
}

/** By the document of the day. */
function judgeSigner(
  didDocument: DIDDocument,
  asked: { readonly chainId: number; readonly signer: Address; readonly capability: Capability | undefined },
): SignatureJudgement {
  const { chainId, signer, capability } = asked;
  const method = methodFor(didDocument, chainId, signer);
  if (method !== undefined) {
    const allowed = method.capabilities;
    if (capability !== undefined && allowed !== undefined && !allowed.includes(capability)) {
      return { valid: false, reason: "capabilityMissing", signer };
    }
    const as = allowed === undefined ? "wallet" : "key";
    return { valid: true, signer, as, method: method.id, document: didDocument };
  }
  const controller = String(didDocument.controller);
  const account = readAccountDid(controller)?.account;
  if (account === undefined || !isSameAddress(account, signer)) {
    return { valid: false, reason: "keyNotLive", signer };
  }
  return {
    valid: true,
    signer,
    as: "controller",
    method: methodId(controller, signer),
    document: didDocument,
  };
}

/** The signer of the digest; undefined when it cannot be determined. */
async function signerOf(
  { digest, signature, envelope }: JudgeSignatureParameters,
  client: ReadingClient | undefined,
): Promise<Address | undefined> {
  requireOne({ signature, envelope });
  if (envelope === undefined) return signature && recoverSigner(digest, signature);
  const { key, signature: inside } = decodeKeySignature(envelope);
  const question = { signer: key, digest, signature: inside };
  return (await isSignedBy(client === undefined ? question : { ...question, client })) ? key : undefined;
}

function versionOf({ time, block }: JudgeSignatureParameters): string {
  requireOne({ time, block });
  if (time !== undefined) return `versionTime=${utcOf(requireMoment("time", time))}`;
  return `versionId=${parseWith("block", uint(48), block)}`;
}

function methodFor(document: DIDDocument, chainId: number, signer: Address): AccountKeyMethod | undefined {
  const named = `eip155:${chainId}:${signer}`.toLowerCase();
  const methods: readonly AccountKeyMethod[] = document.verificationMethod ?? [];
  return methods.find(({ blockchainAccountId }) => blockchainAccountId?.toLowerCase() === named);
}

function requireOne(given: Readonly<Record<string, unknown>>): void {
  const present = Object.keys(given).filter((name) => given[name] !== undefined);
  if (present.length === 1) return;
  const names = Object.keys(given).join(" and ");
  throw new InvalidFieldError({
    field: names,
    value: present.length === 0 ? "neither" : "both",
    problem: "must be given one of the two",
    remedy: `Pass exactly one of ${names}.`,
  });
}
