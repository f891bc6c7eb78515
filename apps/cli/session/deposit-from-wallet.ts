import { depositNonce, depositWithAuthorization, signDeposit } from "quittance/payments";
import { formatUsdc } from "quittance/protocol";
import type { Address } from "viem";
import { perform, type SendingSender, TriedOut } from "./perform.ts";
import { signWith } from "./signer.ts";

/** Seconds for which the signed payment can be used. */
const VALID_FOR = 3_600;

/** Puts USDC from the sender's wallet into a ledger balance, by a payment that it signs. */
export async function depositFromWallet(
  sender: SendingSender,
  input: {
    readonly command: string;
    readonly recipient: Address;
    /** USDC base units. */
    readonly amount: bigint;
    /** By which a repeat with the same parameters is known. */
    readonly identity: unknown;
    readonly report: (moved: { readonly account: Address; readonly amount: bigint }) => string;
  },
) {
  const { command, recipient, amount, identity, report } = input;
  const { session } = sender;
  const [domain, token] = [await session.domain(), await session.token()];
  const validBefore = (await session.now()) + VALID_FOR;
  return perform(sender, {
    command,
    words: [
      `Deposit ${formatUsdc(amount)} USDC`,
      `  From the wallet: ${sender.address}`,
      `  To the ledger balance of: ${recipient}`,
    ],
    action: depositWithAuthorization,
    parameters: async (salt) => {
      const paysFor = depositNonce({ domain, account: recipient, salt });
      const payment = { amount, recipient, validBefore, salt };
      const result = await signWith(sender, { quittance: domain, token, paysFor }, (key) =>
        signDeposit({ ...payment, domain, token, account: key }),
      );
      if ("explanation" in result) return new TriedOut(result.explanation);
      return { ...payment, from: sender.address, signature: result.signed };
    },
    identity,
    address: session.address,
    report: (moved) => [report(moved)],
  });
}
