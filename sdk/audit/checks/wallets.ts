import type { ActingClient } from "../../client/action-types.ts";
import { isSignedBy, isSignedForToken } from "../../client/signed-by.ts";
import type { ReadingClient } from "../../client/signer.ts";
import { isOfNode } from "../../errors/of-node.ts";
import type { Outcome } from "../items.ts";
import type { SignatureCheck } from "./signed.ts";

/** Asks a wallet that is a contract (ERC-1271). */
export type WalletQuestion = (asked: SignatureCheck) => Promise<Outcome>;

/**
 * Asks wallets as they were at the block that took the signature: at its end, and before it, where the wallet changed in it.
 * A document is in no block, so its signer is asked as it is at the end of the record.
 */
export function askWallets(client: ActingClient, lastBlock: bigint): WalletQuestion {
  return async (asked) => {
    const { signer } = asked;
    const block = asked.block ?? lastBlock;
    try {
      if (await confirms(client, asked, block)) return { status: "holds" };
      const isInBlock = asked.block !== undefined && block > 0n;
      if (isInBlock && (await confirms(client, asked, block - 1n))) return { status: "holds" };
    } catch (error) {
      if (!isOfNode(error)) throw error;
      const why = `${signer} is a contract, and the node does not say what it answered at block ${block}: name a node that keeps old states`;
      return { status: "not checked", why };
    }
    const why = `${signer} is a contract, and does not confirm the signature at block ${block}`;
    return {
      status: "not checked",
      why: asked.block === undefined ? why : `${why}; the contract took it within that block`,
    };
  };
}

function confirms(client: ActingClient, asked: SignatureCheck, block: bigint): Promise<boolean> {
  const { signer, digest, signature, byToken = false } = asked;
  const question = { signer, digest, signature, block, client: client as ReadingClient };
  return byToken ? isSignedForToken(question) : isSignedBy(question);
}
