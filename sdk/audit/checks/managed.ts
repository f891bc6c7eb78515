import { type Address, type Hex, size, sliceHex, zeroHash } from "viem";
import { isListed } from "../../accounts/allow-list.ts";
import { hashApproval } from "../../accounts/approval.ts";
import type { RequiredAuthorization } from "../../accounts/authorization.ts";
import type { Spending } from "../../accounts/commitment.ts";
import { listOf } from "../../accounts/commitment-words.ts";
import { decodeEnvelope, decodeKeySignature, type Envelope } from "../../accounts/envelope.ts";
import { BaseError } from "../../errors/base.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { areGranted, type Capability, encodeCapabilities } from "../../protocol/capabilities.ts";
import { quittanceDomain } from "../../protocol/domain.ts";
import { formatUsdc } from "../../protocol/explaining/formats.ts";
import { decodePolicy, encodePolicy, type Policy } from "../../protocol/policy.ts";
import type { DealRecord } from "../chain/record.ts";
import { firstProblem, type Outcome, outcomeOf } from "../items.ts";
import { utc } from "../replay/context.ts";
import { type AccountThen, accountUpTo } from "./accounts-then.ts";
import type { SignatureCheck } from "./signed.ts";

/** Judges the signature of a key or of a controller. */
type KeyJudge = (
  asked: Pick<SignatureCheck, "signer" | "digest" | "signature" | "sender">,
) => Promise<Outcome>;

const SPENDS = /* @__PURE__ */ encodeCapabilities(["commit", "tabs"]);
/** Of the time at the start of an approval. */
const TIME_BYTES = 5;

/**
 * Whether a key signed for a managed account that might do so then: by the account's own events, which say which key it had, with
 * which capabilities and until when, and under which policy. A document may have been signed at any time before.
 */
export async function judgeManaged(
  record: DealRecord,
  check: SignatureCheck,
  judge: KeyJudge,
): Promise<Outcome> {
  const { signer, place, isEarlier = false } = check;
  const found = record.accounts.find(({ account }) => isSameAddress(account, signer));
  const states = found === undefined ? [] : accountUpTo(found, place);
  const [last, ...earlier] = [...states].reverse();
  if (last === undefined) {
    const why = `${signer} has the form of a managed account, and its opening is not in the record: look from an earlier block on`;
    return { status: "not checked", why };
  }
  const authorization = neededBy(check);
  if (typeof authorization === "string") return outcomeOf(authorization);
  const at = new AccountJudge({ record, check, judge, authorization });
  const outcome = await at.judge(last);
  if (!isEarlier || outcome.status === "holds") return outcome;
  for (const state of earlier) if ((await at.judge(state)).status === "holds") return { status: "holds" };
  return outcome;
}

/** What signing means for the account; a text says why none like it can. */
function neededBy({ signer, authorization }: SignatureCheck): RequiredAuthorization | string {
  try {
    return typeof authorization === "function"
      ? authorization(signer)
      : (authorization ?? "no managed account signs it");
  } catch (error) {
    if (error instanceof BaseError) return `${signer} is a managed account: ${error.shortMessage}`;
    throw error;
  }
}

class AccountJudge {
  readonly #record: DealRecord;
  readonly #check: SignatureCheck;
  readonly #judge: KeyJudge;
  readonly #authorization: RequiredAuthorization;
  /** Unix seconds; undefined of a document, whose time is not known. */
  readonly #now: number | undefined;

  constructor(asked: {
    readonly record: DealRecord;
    readonly check: SignatureCheck;
    readonly judge: KeyJudge;
    readonly authorization: RequiredAuthorization;
  }) {
    const { record, check, judge, authorization } = asked;
    this.#record = record;
    this.#check = check;
    this.#judge = judge;
    this.#authorization = authorization;
    this.#now = check.isEarlier === true ? undefined : check.place?.time;
  }

  async judge(then: AccountThen): Promise<Outcome> {
    const authorization = this.#authorization;
    try {
      if (authorization.kind !== "sign") {
        const spending = authorization.kind === "commit" ? authorization : authorization.givenUp;
        return await this.#judgeMoney(then, spending);
      }
      const { key, signature } = decodeKeySignature(this.#check.signature);
      const problem = firstProblem(
        this.#keyProblem(then, key, authorization.capability),
        this.#frozenProblem(then, authorization.unfrozen === true),
      );
      return problem === undefined ? await this.#signed(key, signature) : outcomeOf(problem);
    } catch (error) {
      if (error instanceof BaseError)
        return outcomeOf(`it is no signature for the managed account ${this.#check.signer}`);
      throw error;
    }
  }

  /** What commits money, or gives it up, comes with the policy. */
  async #judgeMoney(then: AccountThen, spending: Spending): Promise<Outcome> {
    const { signature: envelope } = this.#check;
    const policy = decodePolicy(then.policy);
    const spends = (bitsOf(spending.capability) & SPENDS) !== 0;
    const lists = [policy.counterparties !== zeroHash, policy.categories !== zeroHash];
    const proofs = spends ? (lists[0] ? spending.payees.length : 0) + (lists[1] ? 1 : 0) : 0;
    const given = decodeEnvelope({ envelope, proofs, hasTreasury: policy.treasury !== undefined });
    const authorization = this.#authorization;
    const mustBeActive = spends || (authorization.kind === "settle" && authorization.unfrozen === true);
    const problem = firstProblem(
      (!isSameAddress(given.principal, then.principal) || encodePolicy(given.policy) !== then.policy) &&
        `it repeats another policy than ${this.#check.signer} had`,
      this.#keyProblem(then, given.key, spending.capability),
      this.#frozenProblem(then, mustBeActive),
      spends && this.#limitProblem(policy, spending.amount),
      spends && listProblem(policy, spending, given.proofs),
    );
    if (problem !== undefined) return outcomeOf(problem);
    const signed = await this.#signed(given.key, given.signature);
    return signed.status === "holds" ? this.#approved(then, policy, spending, given) : signed;
  }

  #signed(key: Address, signature: Hex): Promise<Outcome> {
    const { digest, sender } = this.#check;
    return this.#judge({ signer: key, digest, signature, sender });
  }

  /** Above the policy's threshold the controller must have approved, unless it signed itself. */
  async #approved(
    { controller }: AccountThen,
    policy: Policy,
    spending: Spending,
    { key, approval }: Envelope,
  ): Promise<Outcome> {
    if (spending.amount <= policy.approvalAbove || isSameAddress(key, controller)) return { status: "holds" };
    if (size(approval) <= TIME_BYTES) return outcomeOf(`${controller}, who controls it, did not approve`);
    const validUntil = Number(sliceHex(approval, 0, TIME_BYTES));
    if (this.#now !== undefined && this.#now >= validUntil)
      return outcomeOf(`the approval was good until ${utc(validUntil)} only`);
    const { chainId, contract } = this.#record;
    const domain = quittanceDomain({ chainId, address: contract });
    const { purpose, capability, amount, category, payees } = spending;
    const commitment = {
      ...{ account: this.#check.signer, digest: this.#check.digest },
      ...{ purpose, capability, amount, category, payees },
    };
    const digest = hashApproval({ domain, commitment, validUntil });
    const signature = sliceHex(approval, TIME_BYTES);
    const { status, why } = await this.#judge({ signer: controller, digest, signature, sender: undefined });
    return status === "holds" ? { status } : { status, why: `the approval: ${why}` };
  }

  #keyProblem(
    { keys, controller }: AccountThen,
    key: Address,
    capability: Capability | readonly Capability[] | undefined,
  ): string | undefined {
    if (isSameAddress(key, controller)) return undefined;
    const { signer } = this.#check;
    const granted = keys.get(key.toLowerCase());
    if (granted === undefined) return `${key} was no key of ${signer} then`;
    const isAble = areGranted(granted.capabilities, bitsOf(capability));
    return firstProblem(
      this.#now !== undefined &&
        this.#now >= granted.expiry &&
        `${key} was a key of ${signer} until ${utc(granted.expiry)} only`,
      !isAble && `${key} was a key of ${signer} that might not do this`,
    );
  }

  #frozenProblem({ isFrozen }: AccountThen, mustBeActive: boolean): string | undefined {
    return isFrozen && mustBeActive ? `${this.#check.signer} was frozen then` : undefined;
  }

  #limitProblem(policy: Policy, amount: bigint): string | undefined {
    const { activeFrom, activeUntil, perTransaction } = policy;
    const now = this.#now;
    return firstProblem(
      now !== undefined &&
        (now < activeFrom || now >= activeUntil) &&
        `its policy allows money to be committed from ${utc(activeFrom)} to ${utc(activeUntil)} only`,
      amount > perTransaction &&
        `its policy allows ${formatUsdc(perTransaction)} USDC at once, and this is ${formatUsdc(amount)} USDC`,
    );
  }
}

/** Payees and category must be on the lists behind the policy's roots. */
function listProblem(
  { counterparties, categories }: Policy,
  { payees, category }: Spending,
  proofs: Envelope["proofs"],
): string | undefined {
  const listed = counterparties === zeroHash ? [] : payees;
  const stranger = listed.find(({ payee }, index) => !isListed(counterparties, payee, proofs[index] ?? []));
  const isOther = categories !== zeroHash && !isListed(categories, category, proofs[listed.length] ?? []);
  return firstProblem(
    stranger !== undefined && `its policy does not allow ${stranger.payee} to be paid`,
    isOther && `its policy does not allow the category ${category}`,
  );
}

function bitsOf(capability: Capability | readonly Capability[] | undefined): number {
  return capability === undefined ? 0 : encodeCapabilities(listOf(capability));
}
