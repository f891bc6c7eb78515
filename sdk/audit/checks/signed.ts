import { type Address, type Hex, hexToBytes } from "viem";
import type { AuthorizationFor } from "../../accounts/authorization.ts";
import { addressBytesOf } from "../../crypto/address.ts";
import { areSameBytes, bytesOf } from "../../crypto/bytes.ts";
import type { Engine } from "../../crypto/engine.ts";
import { rawOf } from "../../crypto/signature.ts";
import { isManagedForm } from "../../protocol/account-address.ts";
import { isSameAddress } from "../../protocol/address.ts";
import { withoutWrapper } from "../../protocol/wrapped-signature.ts";
import type { ChainPlace } from "../chain/events.ts";
import type { DealRecord } from "../chain/record.ts";
import type { Outcome } from "../items.ts";
import { judgeManaged } from "./managed.ts";
import type { WalletQuestion } from "./wallets.ts";

/** A signature to judge again. */
export interface SignatureCheck {
  readonly signer: Address;
  readonly digest: Hex;
  readonly signature: Hex;
  /** Who sent the transaction; left out for a document. A party that sends needs not sign. */
  readonly sender?: Hex | undefined;
  /** The block that took the signature; left out for a document. */
  readonly block?: bigint | undefined;
  /** Where in the chain the signature was taken; for a document, the event before which it was signed. */
  readonly place?: ChainPlace | undefined;
  /** Whether it is in a document, which was signed at some time before its place. */
  readonly isEarlier?: boolean | undefined;
  /** Whether the token judged it, for which the key of an account with code does not count. */
  readonly byToken?: boolean | undefined;
  /** What signing it means for a managed account; left out where none can sign it. */
  readonly authorization?: AuthorizationFor | undefined;
}

/** Judges signatures again, with the fastest code there is, and wallets that are contracts by asking them. */
export class SignatureJudge {
  readonly #engine: Engine;
  readonly #record: DealRecord;
  readonly #ask: WalletQuestion | undefined;

  constructor(engine: Engine, record: DealRecord, ask: WalletQuestion | undefined) {
    this.#engine = engine;
    this.#record = record;
    this.#ask = ask;
  }

  /** Whether a signature is by whom it must be. */
  async judge(check: SignatureCheck): Promise<Outcome> {
    const { signer, digest, sender } = check;
    if (isManagedForm(signer) && check.authorization !== undefined) return this.#judgeManaged(check);
    const isWallet = this.#record.withCode.some((account) => isSameAddress(account, signer));
    if (check.signature === "0x") {
      if (sender !== undefined && isSameAddress(sender as Address, signer)) return { status: "holds" };
      // A wallet may confirm without any signature what it approved before.
      if (!isWallet) return { status: "fails", why: `${signer} neither signed it nor sent the transaction` };
    }
    const signature = withoutWrapper(check.signature);
    const isByKey = this.isByKey(signer, digest, signature);
    if (isByKey && !(isWallet && check.byToken === true)) return { status: "holds" };
    if (!isWallet) return { status: "fails", why: `it is no signature of ${signer}` };
    if (this.#ask === undefined)
      return { status: "not checked", why: `${signer} is a contract, and no node was named to ask it` };
    return this.#ask({ ...check, signature });
  }

  /** Whether the key of an address made a signature. */
  isByKey(signer: Address, digest: Hex, signature: Hex): boolean {
    const raw = rawOf(bytesOf(signature) ?? new Uint8Array());
    if (raw === undefined) return false;
    const publicKey = this.#engine.recover(hexToBytes(digest), raw.signature, raw.yParity);
    return publicKey !== undefined && areSameBytes(addressBytesOf(publicKey), hexToBytes(signer));
  }

  /** A managed account signs by one of its keys; an address may have the form of one by chance, and a key of its own. */
  #judgeManaged(check: SignatureCheck): Outcome | Promise<Outcome> {
    const { signer, digest, signature, sender, block } = check;
    if (this.isByKey(signer, digest, signature)) return { status: "holds" };
    return judgeManaged(this.#record, check, (key) =>
      this.judge({ sender, block, ...key, authorization: undefined }),
    );
  }
}
