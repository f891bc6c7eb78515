import { type Address, erc20Abi, type HDAccount, type Hex, keccak256 } from "viem";
import { drawersPart, encodePanel, getDispute, hashPolicy, type Terms, tabIdOf } from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";
import type { Scene } from "./scene.ts";

/** What the rows of the pages' tables are read from. */
interface Readable
  extends Pick<
    Scene,
    | "client"
    | "pool"
    | "buyer"
    | "seller"
    | "newcomer"
    | "poolJurors"
    | "bridge"
    | "principal"
    | "agent"
    | "policy"
    | "managedAccount"
    | "sibling"
    | "tab"
    | "domain"
  > {
  readonly stack: Stack;
  readonly terms: Terms;
  readonly deal: Hex;
  readonly marketplace: HDAccount;
  readonly panelAccount: HDAccount;
}

type Rows = readonly (readonly [name: string, value: bigint | string])[];

/** Rows of the tables by their name: USDC as base units, everything else as it is written. */
export async function stateOf(readable: Readable): Promise<ReadonlyMap<string, bigint | string>> {
  return new Map([
    ...(await moneyOf(readable)),
    ...(await householdOf(readable)),
    ...(await dealOf(readable)),
    ...(await contestsOf(readable)),
    ...(await poolOf(readable)),
  ]);
}

async function moneyOf(readable: Readable): Promise<Rows> {
  const { stack, client, buyer, seller, newcomer, marketplace, panelAccount, poolJurors, bridge } = readable;
  const walletOf = (holder: Address) => walletBalance(stack, holder);
  const balanceOf = (owner: Address) => client.getLedgerBalance({ owner });
  const jurorRows = poolJurors.map(
    async ({ address }, index) => [`pool juror ${index}'s balance`, await balanceOf(address)] as const,
  );
  return [
    ["USDC held by the contract", await walletOf(stack.address)],
    ["buyer's wallet", await walletOf(buyer.address)],
    ["seller's wallet", await walletOf(seller.address)],
    ["newcomer's wallet", await walletOf(newcomer.address)],
    ["buyer's balance", await balanceOf(buyer.address)],
    ["seller's balance", await balanceOf(seller.address)],
    ["marketplace's balance", await balanceOf(marketplace.address)],
    ["panel's balance", await balanceOf(panelAccount.address)],
    ["arbiter's balance", await balanceOf(stack.arbiter.address)],
    ["bridge's balance", await balanceOf(bridge)],
    ["drawer's balance", await balanceOf(stack.relayer.address)],
    ...(await Promise.all(jurorRows)),
    ["seller's unclaimed payout", await client.getUnclaimedPayout({ owner: seller.address })],
  ];
}

/** A principal, its two accounts, their keys, and what one of them has running. */
async function householdOf(readable: Readable): Promise<Rows> {
  const { client, principal, managedAccount, sibling, policy, tab, domain, agent, newcomer } = readable;
  const [first, other] = await Promise.all(
    [managedAccount.address, sibling].map((account) => client.getAccount({ account })),
  );
  const stateOfAccount = (facts: typeof first) =>
    facts === undefined ? "not opened" : facts.frozen ? "frozen" : "active";
  const keys = await Promise.all(
    [agent, newcomer].map(({ address: key }) => client.getKey({ account: managedAccount.address, key })),
  );
  const [agentMay, newcomerMay] = keys.map((key) => key?.capabilities.join(", ") || "nothing");
  const { controller, offered, frozen } = await client.getPrincipal({ principal: principal.address });
  const nameOf = (holder: Address) => (holder === principal.address ? "principal" : "newcomer");
  const inForce = hashPolicy({ principal: principal.address, policy });
  const opened = await client.getTab({ tabId: tabIdOf({ domain, tab }) });
  const used = await client.isOrderUsed({ owner: managedAccount.address, nonce: 1n });
  return [
    ["principal's balance", await client.getLedgerBalance({ owner: principal.address })],
    ["managed account's balance", await client.getLedgerBalance({ owner: managedAccount.address })],
    ["second account's balance", await client.getLedgerBalance({ owner: sibling })],
    ["managed account", stateOfAccount(first)],
    ["second account", stateOfAccount(other)],
    ["managed account's spending in all", first?.spent ?? 0n],
    ["managed account's spending in the period", first?.periodSpent ?? 0n],
    [
      "managed account's policy",
      first === undefined ? "none" : first.policyHash === inForce ? "as agreed" : "another",
    ],
    ["agent's key may", agentMay ?? "nothing"],
    ["newcomer's key may", newcomerMay ?? "nothing"],
    ["controller", nameOf(controller)],
    ["offered to", offered === undefined ? "none" : nameOf(offered)],
    ["principal", frozen ? "frozen" : "active"],
    ["tab", opened === undefined ? "not opened" : opened.closed ? "closed" : "open"],
    ["redeemed from the tab", opened?.redeemed ?? 0n],
    ["nonce 1", used ? "used" : "free"],
  ];
}

async function dealOf({ client, deal }: Readable): Promise<Rows> {
  const facts = await client.getDeal({ dealId: deal });
  const rating = await client.getRating({ dealId: deal });
  const list = (milestones: readonly number[] | undefined) => milestones?.join(", ") || "none";
  return [
    ["unsettled in the deal", facts?.unsettled ?? 0n],
    ["settled milestones", list(facts?.settled)],
    ["recorded milestones", list(facts?.recorded)],
    ["buyer has rated", rating.buyerRated ? "yes" : "no"],
    ["seller has rated", rating.sellerRated ? "yes" : "no"],
  ];
}

async function contestsOf({ client, terms, deal, poolJurors, bridge }: Readable): Promise<Rows> {
  if (terms.disputes === undefined) return [];
  const milestone = await client.getMilestone({ dealId: deal, milestone: 0 });
  const opened = await client.getDeal({ dealId: deal });
  const round = opened === undefined ? undefined : await client.getRound({ terms, milestone: 0 });
  const book = await client.getBook({ dealId: deal, milestone: 0 });
  const panel = keccak256(encodePanel(poolJurors.map(({ address }) => address)));
  const dispute = await getDispute(client, { address: bridge, dealId: deal, milestone: 0 });
  const { bond } = terms.disputes;
  const held = ([2, 3] as const)
    .slice(0, milestone?.contesters.length ?? 0)
    .filter((opens) => !milestone?.bondsReleased.includes(opens));
  const draw = milestone?.drawnAt === undefined ? 0n : drawersPart({ jurors: terms.panel.length, bond });
  const heldBonds = held.reduce((sum, opens) => sum + bond - (opens === 2 ? draw : 0n), 0n);
  return [
    ["bonds held", heldBonds],
    ["provisional payout", String(milestone?.provisional?.payout ?? "none")],
    ["drawn jurors", round?.panelHash === panel ? "7" : "0"],
    ["before the court", dispute === undefined ? "no" : "yes"],
    ["ballots of round 1 on record", String(book.length)],
    ["ballots on record", String(round?.scores.length ?? 0)],
  ];
}

async function poolOf(readable: Readable): Promise<Rows> {
  const { stack, pool, poolJurors, newcomer } = readable;
  const facts = await pool.getPool();
  const nameOf = (key: Address) =>
    key === newcomer.address
      ? "newcomer"
      : `pool juror ${poolJurors.findIndex(({ address }) => address === key)}`;
  const seats = poolJurors.map(async ({ address }, index) => {
    const seat = await pool.getSeat({ seat: BigInt(index) });
    const state = seat === undefined ? "vacant" : seat.closedAt === undefined ? "open" : "closed";
    return [
      [`seat ${index}`, state],
      [`key of seat ${index}`, seat === undefined ? "none" : nameOf(seat.key)],
      [`stake of seat ${index}`, seat?.stake ?? 0n],
      [`pool juror ${index}'s reward`, await pool.getPoolReward({ owner: address })],
    ] as const;
  });
  return [
    ["USDC held by the pool", await walletBalance(stack, stack.pool)],
    ["seats", String(facts.seats)],
    ["forfeited", facts.forfeited],
    ["reporter's reward", await pool.getPoolReward({ owner: stack.relayer.address })],
    ...(await Promise.all(seats)).flat(),
  ];
}

const walletBalance = ({ publicClient, token }: Stack, holder: Address) =>
  publicClient.readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [holder] });
