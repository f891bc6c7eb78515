import { readFileSync } from "node:fs";
import { formatWithOptions } from "node:util";
import {
  type Abi,
  type Address,
  type HDAccount,
  type Hex,
  type PublicClient,
  parseEther,
  zeroAddress,
  zeroHash,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import {
  type AgentAccount,
  accountAddressOf,
  agentAccount,
  buildPolicy,
  dealIdOf,
  erc792ArbiterAbi,
  erc792ArbiterBytecode,
  hashEvidence,
  type JurorPoolDomain,
  jurorPoolActions,
  type Policy,
  type QuittanceDomain,
  quittanceActions,
  signApproval,
  type Tab,
  type Terms,
} from "../../../sdk/index.ts";
import {
  DEVELOPMENT_MNEMONIC,
  exampleTerms,
  poolParameters,
  type Stack,
  startStack,
} from "../../../sdk/testing/index.ts";
import { stateOf } from "./state.ts";

const USDC = 1_000_000n;
const DAY = 86_400;
const CHOICES = 5n;
/** The first account of the phrase that the stack gives nothing to. */
const STRANGERS = 20;
const COURT = "artifacts/test/support/contracts/CentralArbitrator.sol/CentralArbitrator.json";

type PoolJurors = readonly [HDAccount, HDAccount, HDAccount, HDAccount, HDAccount, HDAccount, HDAccount];

const clientOf = (stack: Stack) => stack.walletClient.extend(quittanceActions({ address: stack.address }));
const poolOf = (stack: Stack) => stack.walletClient.extend(jurorPoolActions({ address: stack.pool }));

/** What the examples of `docs/operations/` have in scope, as its README says. */
export interface Scene {
  readonly client: ReturnType<typeof clientOf>;
  readonly token: Address;
  readonly domain: QuittanceDomain;
  readonly terms: Terms;
  readonly deal: Hex;
  readonly buyer: HDAccount;
  readonly seller: HDAccount;
  readonly jurors: readonly [HDAccount, HDAccount, HDAccount];
  readonly evidence: Hex;
  readonly arbiter: HDAccount;
  readonly pool: ReturnType<typeof poolOf>;
  readonly poolDomain: JurorPoolDomain;
  readonly poolJurors: PoolJurors;
  readonly newcomer: HDAccount;
  readonly bridge: Address;
  readonly principal: HDAccount;
  readonly agent: HDAccount;
  readonly policy: Policy;
  readonly managedAccount: AgentAccount;
  readonly sibling: Address;
  readonly tab: Tab;
  readonly now: () => Promise<number>;
  /** Remembers what examples print. */
  readonly console: { readonly log: (...values: readonly unknown[]) => void };
}

/** One of the worked examples on a chain of its own, and what the pages' tables count. */
export interface Theatre extends Scene {
  readonly stack: Stack;
  readonly publicClient: PublicClient;
  /** What the court behind the bridge does some day. */
  readonly courtRules: (dispute: bigint, ruling: bigint) => Promise<void>;
  /** What was printed since the last call. */
  readonly printed: () => string[];
  /** Rows of the tables by their name. */
  readonly state: () => Promise<ReadonlyMap<string, bigint | string>>;
  readonly gasOfLastTransaction: () => Promise<bigint>;
}

/** The examples that pages start from: all on one chain, with the same parties and other terms. */
export interface Theatres {
  readonly stack: Stack;
  /** The worked example: a verdict settles at once. */
  readonly plain: Theatre;
  /** The contested example: with a contest window, a pool and an arbiter. */
  readonly contested: Theatre;
  /** The contested example, whose jurors share the verification fee. */
  readonly shared: Theatre;
  /** The contested example, whose arbiter is the ERC-792 bridge. */
  readonly bridged: Theatre;
}

/** Starts a chain with the holdings that `docs/operations/README.md` names. */
export async function openTheatres(): Promise<Theatres> {
  const stack = await startStack();
  const [buyer, seller, marketplace, panelAccount, newcomer, principal, agent] = [0, 1, 2, 3, 4, 5, 6].map(
    (index) => mnemonicToAccount(DEVELOPMENT_MNEMONIC, { addressIndex: STRANGERS + index }),
  );
  if (!buyer || !seller || !marketplace || !panelAccount || !newcomer || !principal || !agent) {
    throw new Error("too few accounts");
  }
  for (const { address: to } of [buyer, seller, newcomer, principal]) {
    await stack.walletClient.sendTransaction({ to, value: parseEther("10") });
  }
  await stack.fund(buyer.address, 1_000n * USDC);
  await stack.fund(seller.address, 20n * USDC);
  await stack.fund(newcomer.address, 1_000n * USDC);
  await stack.fundLedger(buyer.address, 50n * USDC);
  await stack.fundLedger(seller.address, 50n * USDC);
  await stack.fundLedger(marketplace.address, 5n * USDC);
  await stack.fundLedger(panelAccount.address, 5n * USDC);
  const poolJurors = await seatSeven(stack);
  const { bridge, courtRules } = await openCourt(stack);
  const household = await householdOf(stack, { principal, agent, seller });
  const sides = {
    ...{ buyer, seller, marketplace, panelAccount, newcomer, poolJurors, bridge, courtRules },
    ...household,
  };

  const common = {
    buyer: buyer.address,
    seller: seller.address,
    silencePayout: 6_000,
    verificationFee: USDC,
    panelAccount: panelAccount.address,
    marketplaceFee: 100,
    marketplace: marketplace.address,
  };
  const plain = await exampleTerms(stack, common);
  const disputes = {
    bond: 8n * USDC,
    pool: stack.pool,
    arbiter: stack.arbiter.address,
    rulingWindow: 3 * DAY,
  };
  const contested = await exampleTerms(stack, { ...common, contestWindow: DAY, disputes });
  const bridged = { ...contested, disputes: { ...disputes, arbiter: bridge } };
  const lines: string[] = [];
  return {
    stack,
    plain: theatreOf(stack, sides, plain, lines),
    contested: theatreOf(stack, sides, contested, lines),
    shared: theatreOf(stack, sides, { ...contested, panelAccount: zeroAddress }, lines),
    bridged: theatreOf(stack, sides, bridged, lines),
  };
}

type Household = Pick<Scene, "principal" | "agent" | "policy" | "managedAccount" | "sibling" | "tab">;

type Sides = Pick<Theatre, "buyer" | "seller" | "newcomer" | "poolJurors" | "bridge" | "courtRules"> &
  Household & {
    readonly marketplace: HDAccount;
    readonly panelAccount: HDAccount;
  };

function theatreOf(stack: Stack, sides: Sides, terms: Terms, lines: string[]): Theatre {
  const { domain, token, publicClient, arbiter, poolDomain } = stack;
  const [first, second, third] = stack.jurors;
  if (!first || !second || !third) throw new Error("the stack has too few jurors");
  const client = clientOf(stack);
  const pool = poolOf(stack);
  const deal = dealIdOf({ domain, terms });
  return {
    ...{ stack, publicClient, client, token, domain, terms, deal, arbiter, pool, poolDomain },
    ...sides,
    now: stack.now,
    jurors: [first, second, third],
    evidence: hashEvidence("the delivered text"),
    console: { log: (...values) => lines.push(formatWithOptions({ colors: false }, ...values)) },
    printed: () => lines.splice(0),
    state: () => stateOf({ stack, domain, client, pool, terms, deal, ...sides }),
    gasOfLastTransaction: async () => {
      const { transactions } = await publicClient.getBlock();
      const hash = transactions.at(-1);
      if (hash === undefined) throw new Error("the latest block has no transaction");
      return (await publicClient.getTransactionReceipt({ hash })).gasUsed;
    },
  };
}

/** A principal with an agent, and the account of which it will have the key: nothing of it is on the chain yet. */
async function householdOf(
  { domain, now }: Stack,
  { principal, agent, seller }: Record<"principal" | "agent" | "seller", HDAccount>,
): Promise<Household> {
  const policy = buildPolicy({
    perTransaction: 60n * USDC,
    perPeriod: 100n * USDC,
    lifetime: 1_000n * USDC,
    approvalAbove: 50n * USDC,
  });
  const address = accountAddressOf({ domain, principal: principal.address, index: 0 });
  const sibling = accountAddressOf({ domain, principal: principal.address, index: 1 });
  const managedAccount = agentAccount({
    ...{ address, principal: principal.address, policy, key: agent },
    approve: (request) => signApproval({ ...request, validUntil: 4_000_000_000, domain, account: principal }),
  });
  const start = await now();
  const tab = {
    ...{ account: address, payee: seller.address, reserve: 10n * USDC, voucherKey: agent.address },
    ...{ openBy: start + DAY, end: start + 2 * DAY, grace: DAY, category: 0, salt: 1n, reference: zeroHash },
  };
  return { principal, agent, policy, managedAccount, sibling, tab };
}

/** Seven accounts take a seat each, in ascending order, so that juror i of a panel of all has seat i. */
async function seatSeven(stack: Stack): Promise<PoolJurors> {
  const ascending = stack.accounts
    .slice(6, 13)
    .sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const [a, b, c, d, e, f, g] = ascending;
  if (!a || !b || !c || !d || !e || !f || !g) throw new Error("the stack has too few accounts");
  const pool = poolOf(stack);
  for (const account of ascending) {
    await stack.fund(account.address, poolParameters.seatStake);
    await pool.approveStake({ token: stack.token, amount: poolParameters.seatStake, account });
    await pool.takeSeats({ key: account.address, account });
  }
  return [a, b, c, d, e, f, g];
}

/** A court of one person, and the bridge to it. */
async function openCourt(stack: Stack): Promise<Pick<Theatre, "bridge" | "courtRules">> {
  const { walletClient, publicClient, address } = stack;
  const { abi, bytecode }: { abi: Abi; bytecode: Hex } = JSON.parse(readFileSync(COURT, "utf8"));
  const created = async (hash: Hex) => {
    const { contractAddress } = await publicClient.waitForTransactionReceipt({ hash });
    if (!contractAddress) throw new Error(`transaction ${hash} made no contract`);
    return contractAddress;
  };
  const court = await created(await walletClient.deployContract({ abi, bytecode }));
  const bridge = await created(
    await walletClient.deployContract({
      abi: erc792ArbiterAbi,
      bytecode: erc792ArbiterBytecode,
      args: [address, court, "0x", CHOICES],
    }),
  );
  return {
    bridge,
    courtRules: async (dispute, ruling) => {
      const call = { address: court, abi, functionName: "give", args: [bridge, dispute, ruling] } as const;
      await publicClient.waitForTransactionReceipt({ hash: await walletClient.writeContract(call) });
    },
  };
}
