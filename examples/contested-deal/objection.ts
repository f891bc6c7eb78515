import {
  dealIdOf,
  getUsdc,
  type QuittanceDomain,
  readTokenDomain,
  signBondPayment,
  signContest,
  type Terms,
} from "quittance";
import type { Account, Chain, Transport, WalletClient } from "viem";
import { getBlock } from "viem/actions";

/** Unix seconds for which a wallet pays the bond. */
const BOND_LASTS = 3_600;

/**
 * Signs a party's objection to the provisional payout, and the payment of its bond from the party's wallet. Anyone may
 * post both with `contest`.
 *
 * @param round The round that the objection opens: 2, the drawn panel, or 3, the arbiter.
 * @param payout The provisional payout objected to, in basis points.
 */
export async function signObjection(
  client: WalletClient<Transport, Chain, Account>,
  domain: QuittanceDomain,
  { terms, milestone, round, payout }: { terms: Terms; milestone: number; round: 2 | 3; payout: number },
) {
  const contester = client.account.address;
  const token = await readTokenDomain(client, {
    token: await getUsdc(client, { address: domain.verifyingContract }),
  });
  const validBefore = Number((await getBlock(client)).timestamp) + BOND_LASTS;
  const deal = dealIdOf({ domain, terms });
  const bond = { domain, token, terms, milestone, round, contester, validBefore };
  return {
    ...{ terms, milestone, contester, payout },
    signature: await signContest({
      domain,
      deal,
      milestone,
      round,
      payout,
      bond: terms.disputes?.bond ?? 0n,
      payer: contester,
      fromWallet: true,
      account: client,
    }),
    bond: {
      ...{ payer: contester, fromWallet: true, validBefore },
      signature: await signBondPayment({ ...bond, account: client }),
    },
  };
}
