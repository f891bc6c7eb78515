import { type Address, createPublicClient, erc20Abi, type Hex, http, zeroAddress } from "viem";
import { quittanceAbi } from "../../../sdk/abi/quittance.ts";
import type { Terms } from "../../../sdk/protocol/terms.ts";
import { encodeTerms } from "../../../sdk/protocol/terms-codec.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** USDC base units in a wallet. */
export function usdcOf({ publicClient, token }: Stack, owner: Address): Promise<bigint> {
  return publicClient.readContract({
    address: token,
    abi: erc20Abi,
    functionName: "balanceOf",
    args: [owner],
  });
}

/** Reads what the contract and the token remember; questions asked together travel together. */
export function contractReader({ rpcUrl, chain, address, token }: Stack) {
  const client = createPublicClient({
    chain,
    transport: http(rpcUrl, { batch: { batchSize: 200 }, timeout: 600_000 }),
  });
  const contract = { address, abi: quittanceAbi } as const;
  return {
    deal: async (dealId: Hex) => {
      const answer = await client.readContract({ ...contract, functionName: "dealOf", args: [dealId] });
      const [openedAt, milestones, unsettled, settled, recorded] = answer;
      const amended = await client.readContract({ ...contract, functionName: "isAmended", args: [dealId] });
      return { openedAt, milestones, unsettled, settled, recorded, amended };
    },
    milestone: (dealId: Hex, milestone: number) =>
      client.readContract({ ...contract, functionName: "milestoneOf", args: [dealId, milestone] }),
    contest: async (dealId: Hex, milestone: number, round: number) => {
      const { payer, openedAt, payout } = await client.readContract({
        ...contract,
        ...{ functionName: "contestOf", args: [dealId, milestone, round] },
      });
      return { payer: payer.toLowerCase(), openedAt, payout };
    },
    round: async (terms: Terms, milestone: number) => {
      const [, panelHash, scores, openedAt] = await client.readContract({
        ...contract,
        ...{ functionName: "roundOf", args: [encodeTerms(terms), milestone] },
      });
      return { panelHash, scores, openedAt };
    },
    rating: (dealId: Hex) => client.readContract({ ...contract, functionName: "ratingOf", args: [dealId] }),
    balance: (owner: Address) =>
      client.readContract({ ...contract, functionName: "balanceOf", args: [owner] }),
    unclaimed: (owner: Address) =>
      client.readContract({ ...contract, functionName: "unclaimedPayoutOf", args: [owner] }),
    account: async (account: Address) => {
      const [balance, spent, periodSpent, periodStart, principal, index, , frozen] =
        await client.readContract({
          ...contract,
          ...{ functionName: "accountOf", args: [account] },
        });
      const counted = { balance, spent, periodSpent, periodStart };
      return { ...counted, principal: principal.toLowerCase(), index, frozen };
    },
    key: (account: Address, key: Address) =>
      client.readContract({ ...contract, functionName: "keyOf", args: [account, key] }),
    principal: async (address: Address) => {
      const [controller, offered, frozen] = await client.readContract({
        ...contract,
        ...{ functionName: "principalOf", args: [address] },
      });
      const to = offered === zeroAddress ? null : offered.toLowerCase();
      return { controller: controller.toLowerCase(), offered: to, frozen };
    },
    tab: (tabId: Hex) => client.readContract({ ...contract, functionName: "tabOf", args: [tabId] }),
    isOrderUsed: (account: Address, nonce: bigint) =>
      client.readContract({ ...contract, functionName: "isOrderUsed", args: [account, nonce] }),
    wallet: (owner: Address) =>
      client.readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [owner] }),
  };
}
