import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  formatEther,
  formatUnits,
  getAddress,
  http,
  keccak256,
  type LocalAccount,
  toHex,
} from "viem";
import { toAccount } from "viem/accounts";
import { type DeploymentRecord, writeDeployment } from "../../sdk/index.ts";
import { deployUsdc } from "../../sdk/testing/usdc.ts";
import { requireCompanion } from "./companion.ts";
import {
  type Creation,
  create,
  gasForLength,
  limitsOf,
  type PoolParameters,
  poolCreation,
  quittanceCreation,
  type Rehearsal,
  rehearse,
} from "./creation.ts";
import { checkChain, checkToken, chooseToken } from "./inspection.ts";
import { type Network, USDC_DECIMALS } from "./networks.ts";
import { DeployRefusal } from "./refusal.ts";

/** Everything a deployment needs to be told. */
export interface DeploymentPlan {
  readonly network: Network;
  readonly rpcUrl: string;
  /** Where the record is written. */
  readonly record: string;
  /** The token of a local chain; a stand-in is deployed when left out. */
  readonly usdc?: Address | undefined;
  /** Of the juror pool that is deployed after Quittance. */
  readonly pool: PoolParameters;
  /** Overwrites a record. */
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
 * Checks chain, token, funds and record, and only then deploys and writes the record.
 *
 * @returns The record, or undefined after a dry run.
 * @throws DeployRefusal, before anything was sent unless the message says otherwise.
 */
export async function deploy(plan: DeploymentPlan): Promise<DeploymentRecord | undefined> {
  const { network, rpcUrl, record, deployer, say } = plan;
  refuseOverwriting(plan);
  const chain = defineChain({
    id: network.chainId,
    name: network.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const transport = http(rpcUrl, { timeout: 20_000 });
  const client = createPublicClient({ chain, transport, cacheTime: 0 });
  const wallet = createWalletClient({ chain, transport, account: deployer });

  await checkChain(client, network);
  say(`Chain ${network.chainId} (${network.name}), deployer ${deployer.address}`);
  let token = chooseToken(network, plan.usdc);
  if (token !== undefined) await checkToken(client, network, token);
  if (token === undefined && plan.dryRun) {
    say("A USDC stand-in would be deployed first; what follows it cannot be tried. Nothing was sent.");
    return undefined;
  }
  if (token === undefined) {
    await requireYes(plan, `Deploy a USDC stand-in, Quittance and a juror pool to ${network.name}?`);
    const roles = { admin: STAND_IN_ADMIN, minter: deployer, pauser: deployer, blacklister: deployer };
    token = (await deployUsdc({ wallet, reader: client }, roles, "USD Coin")).address;
    say(`USDC stand-in ${token}`);
  }
  const poolGas = gasForLength(poolCreation(token, plan.pool));
  const rehearsal = await rehearse(client, deployer, quittanceCreation(token), poolGas);
  const price = `at most ${formatEther(rehearsal.cost)} ETH`;
  say(`USDC ${token} is what it should be. Quittance takes ${limitsOf(rehearsal)}.`);
  say(`With a juror pool (${describePool(plan.pool)}) that is ${price}.`);
  if (plan.dryRun) {
    say("Dry run: nothing was sent.");
    return undefined;
  }
  if (network.usdc !== undefined || plan.usdc !== undefined) {
    await requireYes(plan, `Deploy Quittance and a juror pool to ${network.name} for ${price}?`);
  }
  const send = (what: string, rehearsed: Rehearsal): Promise<Creation> =>
    create({ client, wallet, deployer }, network, rehearsed, (hash) =>
      say(`Sent ${what} ${hash}; waiting for ${network.confirmations} confirmation(s)`),
    );
  const created = await send("Quittance", rehearsal);
  const companion = await requireCompanion(client, created.address);
  const escrow: DeploymentRecord = {
    chainId: network.chainId,
    network: network.name,
    quittance: getAddress(created.address),
    usdc: getAddress(token),
    startBlock: Number(created.block),
    deployedAt: new Date().toISOString(),
    transactionHash: created.transactionHash,
  };
  // Whatever becomes of the pool, the escrow is there: its record is not left to chance.
  mkdirSync(dirname(record), { recursive: true });
  writeDeployment(record, escrow);
  say(`Quittance ${escrow.quittance}, its code verified, with its companion ${companion}`);

  const poolRehearsal = await rehearse(client, deployer, poolCreation(escrow.quittance, plan.pool));
  say(`The juror pool takes ${limitsOf(poolRehearsal)}.`);
  const pool = await send("the juror pool", poolRehearsal);
  const written: DeploymentRecord = { ...escrow, jurorPool: getAddress(pool.address) };
  writeDeployment(record, written);
  say(`Juror pool ${written.jurorPool}, its code verified. Wrote ${record}`);
  return written;
}

function describePool({ seatStake, seatFee, absencePenalty }: PoolParameters): string {
  const usdc = (amount: bigint) => `${formatUnits(amount, USDC_DECIMALS)} USDC`;
  return `stake ${usdc(seatStake)}, fee ${usdc(seatFee)} and absence penalty ${usdc(absencePenalty)} a seat`;
}

/** The proxy's admin can do nothing but upgrade the stand-in, which nobody will: an address without a key. */
const STAND_IN_ADMIN = toAccount(getAddress(`0x${keccak256(toHex("nobody")).slice(-40)}`));

function refuseOverwriting({ record, force, dryRun }: DeploymentPlan): void {
  if (force || dryRun || !existsSync(record)) return;
  throw new DeployRefusal(
    `${record} exists: something is deployed there already. Keep it, or overwrite it with --force; nothing was sent.`,
  );
}

async function requireYes({ confirm }: DeploymentPlan, question: string): Promise<void> {
  if (!(await confirm(question))) throw new DeployRefusal("Not confirmed; nothing was sent.");
}
