import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  formatEther,
  formatUnits,
  getAddress,
  type Hex,
  http,
  keccak256,
  type LocalAccount,
  toHex,
  zeroHash,
} from "viem";
import { toAccount } from "viem/accounts";
import { companionsOf, type QuittancePart } from "../../sdk/client/deployment/creation.ts";
import type { DeploymentRecord } from "../../sdk/index.ts";
import { writeDeployment } from "../../sdk/node.ts";
import { deployUsdc } from "../../sdk/testing/usdc.ts";
import {
  type Creation,
  create,
  gasForLength,
  limitsOf,
  type PoolParameters,
  poolCreation,
  rehearse,
} from "./creation.ts";
import { hasFactory, makeFactory } from "./factory.ts";
import { checkChain, checkToken, chooseToken } from "./inspection.ts";
import { type Network, USDC_DECIMALS } from "./networks.ts";
import { findCreation, layOut, type Part, requireCompanions } from "./parts.ts";
import { requireSame, unfinishedRecord } from "./record.ts";
import { DeployRefusal } from "./refusal.ts";

/** Everything a deployment needs to be told. */
export interface DeploymentPlan {
  readonly network: Network;
  readonly rpcUrl: string;
  /** Where the record is written. */
  readonly record: string;
  /** The token of a local chain; a stand-in is deployed when left out. */
  readonly usdc?: Address | undefined;
  /** 32 bytes that the contracts' addresses follow from, beside their code; zero when left out. */
  readonly salt?: Hex | undefined;
  /** Of the juror pool that is deployed after Quittance. */
  readonly pool: PoolParameters;
  /** Overwrites a record, and deploys another juror pool. */
  readonly force: boolean;
  /** Checks everything and sends nothing. */
  readonly dryRun: boolean;
  readonly deployer: LocalAccount;
  /** Tells the person at the terminal how it goes. */
  readonly say: (line: string) => void;
  /** Asks whether to send; anything but true sends nothing. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/**
 * Checks chain, token, funds and record, and only then deploys what is not there yet and writes the record. A record
 * that lacks its juror pool is completed.
 *
 * @returns The record, or undefined after a dry run.
 * @throws DeployRefusal, before anything was sent unless the message says otherwise.
 */
export async function deploy(plan: DeploymentPlan): Promise<DeploymentRecord | undefined> {
  const { network, deployer, say } = plan;
  const unfinished = unfinishedRecord(plan);
  const { client, wallet } = clientsOf(plan);
  await checkChain(client, network);
  say(`Chain ${network.chainId} (${network.name}), deployer ${deployer.address}`);
  const standIn = network.usdc === undefined ? unfinished?.usdc : undefined;
  const given = chooseToken(network, plan.usdc ?? standIn);
  if (given !== undefined) await checkToken(client, network, given);
  const salt = plan.salt ?? zeroHash;
  if (unfinished !== undefined && given !== undefined) {
    const { address: quittance } = requirePart(await layOut(client, given, salt), "Quittance");
    requireSame(plan.record, unfinished, { chainId: network.chainId, quittance });
  }
  const isReady = (await hasFactory(client, network)) && given !== undefined;
  if (!isReady && plan.dryRun) {
    say(
      "A USDC stand-in or the factory would be deployed first; what follows cannot be tried. Nothing was sent.",
    );
    return undefined;
  }
  if (!isReady) await requireYes(plan, `Deploy Quittance and what it needs to ${network.name}?`);
  const token = given ?? (await deployStandIn(plan, { client, wallet }));
  if (!(await hasFactory(client, network))) await makeFactory({ client, wallet, deployer }, say);

  const parts = await layOut(client, token, salt);
  const price = await priceOf({ client, wallet }, plan, parts, salt);
  for (const { part, address, isThere } of parts) say(`${part} ${isThere ? "is" : "will be"} at ${address}`);
  say(`With a juror pool (${describePool(plan.pool)}) that is at most ${formatEther(price)} ETH.`);
  if (plan.dryRun) {
    say("Dry run: nothing was sent.");
    return undefined;
  }
  if (isReady)
    await requireYes(plan, `Deploy that to ${network.name} for at most ${formatEther(price)} ETH?`);
  return deployParts(plan, { client, wallet }, { token, salt, parts, unfinished });
}

type Clients = ReturnType<typeof clientsOf>;

function clientsOf({ network, rpcUrl, deployer }: DeploymentPlan) {
  const chain = defineChain({
    id: network.chainId,
    name: network.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const transport = http(rpcUrl, { timeout: 20_000 });
  return {
    client: createPublicClient({ chain, transport, cacheTime: 0 }),
    wallet: createWalletClient({ chain, transport, account: deployer }),
  };
}

async function deployStandIn(
  { deployer, say }: DeploymentPlan,
  { client, wallet }: Clients,
): Promise<Address> {
  const roles = { admin: STAND_IN_ADMIN, minter: deployer, pauser: deployer, blacklister: deployer };
  const { address } = await deployUsdc({ wallet, reader: client }, roles, "USD Coin");
  say(`USDC stand-in ${address}`);
  return address;
}

/** Wei that everything still to be made may cost. The next part is rehearsed; what comes after it is guessed. */
async function priceOf(
  { client }: Clients,
  { deployer, pool, say }: DeploymentPlan,
  parts: readonly Part[],
  salt: Hex,
): Promise<bigint> {
  const [next, ...later] = parts.filter(({ isThere }) => !isThere);
  const quittance = requirePart(parts, "Quittance").address;
  const poolData = poolCreation(quittance, pool);
  if (next === undefined) return (await rehearse(client, deployer, poolData)).cost;
  const gasBeyond = [poolData, ...later.map(({ creation }) => creation)].reduce(
    (sum, data) => sum + gasForLength(data),
    0n,
  );
  const rehearsal = await rehearse(client, deployer, next.creation, { salt, gasBeyond });
  say(`${next.part} takes ${limitsOf(rehearsal)}.`);
  return rehearsal.cost;
}

interface PartsPlan {
  readonly token: Address;
  readonly salt: Hex;
  readonly parts: readonly Part[];
  /** The record of these parts, when only the juror pool is missing. */
  readonly unfinished: DeploymentRecord | undefined;
}

async function deployParts(
  plan: DeploymentPlan,
  clients: Clients,
  { token, salt, parts, unfinished }: PartsPlan,
): Promise<DeploymentRecord> {
  const { network, record, deployer, say } = plan;
  const { client } = clients;
  const make = async (what: string, data: Hex, salted: { readonly salt?: Hex }): Promise<Creation> => {
    const rehearsal = await rehearse(client, deployer, data, salted);
    say(`${what} takes ${limitsOf(rehearsal)}.`);
    return create({ ...clients, deployer }, network, rehearsal, (hash) =>
      say(`Sent ${what} ${hash}; waiting for ${network.confirmations} confirmation(s)`),
    );
  };
  const quittance = requirePart(parts, "Quittance");
  let made = quittance.isThere ? await creationFound(client, quittance, salt, unfinished) : undefined;
  for (const { part, creation, isThere } of parts) {
    if (isThere) continue;
    const creationMade = await make(part, creation, { salt });
    if (part === "Quittance") made = creationMade;
    say(`${part} ${creationMade.address}, its code verified`);
  }
  const byName = Object.fromEntries(parts.map((each) => [each.part, each])) as Record<QuittancePart, Part>;
  await requireCompanions(client, quittance.address, companionsOf(byName));
  if (made === undefined)
    throw new DeployRefusal(`no transaction that created ${quittance.address} was found`);
  const escrow: DeploymentRecord = {
    chainId: network.chainId,
    network: network.name,
    quittance: quittance.address,
    usdc: getAddress(token),
    startBlock: Number(made.block),
    deployedAt: new Date().toISOString(),
    transactionHash: made.transactionHash,
  };
  // The escrow exists even when the pool fails, so its record is written first.
  mkdirSync(dirname(record), { recursive: true });
  writeDeployment(record, escrow);
  say(`Quittance ${escrow.quittance} names its companions`);

  const pool = await make("Juror pool", poolCreation(escrow.quittance, plan.pool), {});
  const written: DeploymentRecord = { ...escrow, jurorPool: getAddress(pool.address) };
  writeDeployment(record, written);
  say(`Juror pool ${written.jurorPool}, its code verified. Wrote ${record}`);
  return written;
}

/** When Quittance was made: as the record knows it, or else as the chain does. */
async function creationFound(
  client: Clients["client"],
  quittance: Part,
  salt: Hex,
  unfinished: DeploymentRecord | undefined,
): Promise<Pick<Creation, "block" | "transactionHash">> {
  if (unfinished === undefined) return findCreation(client, quittance, salt);
  return { block: BigInt(unfinished.startBlock), transactionHash: unfinished.transactionHash };
}

function requirePart(parts: readonly Part[], wanted: QuittancePart): Part {
  const found = parts.find(({ part }) => part === wanted);
  if (found === undefined) throw new Error(`${wanted} is not among the parts`);
  return found;
}

function describePool({ seatStake, seatFee, absencePenalty, maturity }: PoolParameters): string {
  const usdc = (amount: bigint) => `${formatUnits(amount, USDC_DECIMALS)} USDC`;
  const prices = `stake ${usdc(seatStake)}, fee ${usdc(seatFee)} and absence penalty ${usdc(absencePenalty)} a seat`;
  return `${prices}, drawn after ${maturity} seconds`;
}

/** The proxy's admin can only upgrade the stand-in. It is an address without a key, so no upgrade happens. */
const STAND_IN_ADMIN = toAccount(getAddress(`0x${keccak256(toHex("nobody")).slice(-40)}`));

async function requireYes({ confirm }: DeploymentPlan, question: string): Promise<void> {
  if (!(await confirm(question))) throw new DeployRefusal("Not confirmed; nothing was sent.");
}
