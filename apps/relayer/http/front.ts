import { quittanceAbi } from "quittance/abi";
import { InvalidFieldError } from "quittance/errors";
import { decodeIntent, intentIdOf, requireDeployments } from "quittance/relayer";
import type { Screening } from "quittance/screening";
import { type Address, getAbiItem, type Hex, size, toFunctionSelector } from "viem";
import {
  type DeployableCall,
  DeploymentGasError,
  NoMulticallError,
  prepare,
  transactionOf,
} from "../engine/deploying.ts";
import { gasOfCall } from "../engine/gas.ts";
import type { NodeClient } from "../engine/node.ts";
import type { EngineSettings } from "../engine/settings.ts";
import { broughtBy } from "../fees/payment.ts";
import { costOf, feeFor } from "../fees/quote.ts";
import { checkVoucher } from "../fees/tab-voucher.ts";
import type { FeeSettings } from "../settings.ts";
import type { Simulator } from "../simulation/simulator.ts";
import type { CountedVoucher, Deploying, Intent, NewPayment } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { RelayerAccount } from "./accounts.ts";
import type { Arrivals } from "./arrivals.ts";
import type { AskedIntent } from "./body.ts";
import { screened } from "./screened.ts";

/** What is answered: an HTTP status and a body of JSON. */
export interface Reply {
  readonly status: 200 | 202 | 400 | 402 | 403 | 404 | 422 | 429 | 503;
  readonly body: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface FrontOptions {
  readonly node: NodeClient;
  readonly simulator: Simulator;
  readonly store: Store;
  readonly settings: EngineSettings;
  readonly fees: FeeSettings | undefined;
  readonly mostQueued: number;
  readonly arrivals: Arrivals;
  readonly now: () => number;
  /** What parties of calls are screened by. */
  readonly screening?: Screening | undefined;
  /** Called when an intent was queued. */
  readonly wake: () => void;
}

/** Takes and prices intents. */
export interface Front {
  take(account: RelayerAccount, asked: AskedIntent): Promise<Reply>;
  quote(account: RelayerAccount, asked: AskedIntent): Promise<Reply>;
  /**
   * What became of an intent. Waits so many milliseconds at most until a block has it, or it is refused, and no longer for one
   * who is gone.
   */
  status(id: Hex, wait: number, gone?: AbortSignal): Promise<Reply>;
}

/** What pays for an intent, where the account's credit does not. */
interface Paid {
  readonly payment?: NewPayment;
  readonly voucher?: CountedVoucher;
}

/** A call that goes through. */
interface Tried {
  /** Of the call itself; undefined where wallets are deployed before it. */
  readonly gas: bigint | undefined;
  readonly deploying: Deploying | undefined;
}

interface Price extends Tried {
  /** USDC base units. */
  readonly fee: bigint;
  /** Milliseconds since 1970 until which it was quoted; undefined where it is the price of now. */
  readonly until?: number;
}

/** Milliseconds for which a count of those that wait is good, with what was added since. */
const COUNTED_FOR = 200;
const QUOTE_SECONDS = 60;
const MOST_QUOTES = 10_000;
/** Gas that a call may use beyond its quote, as where others have written to the same slots meanwhile. */
const QUOTE_GAS = 50_000n;

export function openFront(options: FrontOptions): Front {
  const { node, simulator, store, settings, fees, mostQueued, arrivals, now, wake, screening } = options;
  const { chainId, address } = settings;
  /** Fees that were quoted, by intent; the earliest are forgotten first. */
  const quotes = new Map<Hex, { readonly fee: bigint; readonly until: number; readonly gas: bigint }>();

  let counted = { at: Number.NEGATIVE_INFINITY, pending: 0 };

  const statusOf = async (id: Hex): Promise<Reply["body"] | undefined> => {
    const intent = await store.intent(id);
    if (intent === undefined) return undefined;
    const transaction =
      intent.transaction === undefined ? undefined : await store.transaction(intent.transaction);
    const hash = isInBlock(intent) ? transaction?.hash : undefined;
    return { id, state: intent.state, data: intent.data, hash, reason: intent.reason };
  };

  /** What has to be deployed before a call, and its gas; or what it reverts with. */
  const tryCall = async (call: DeployableCall): Promise<Tried | { readonly reason: Hex }> => {
    if (call.deployments.length > 0) {
      const prepared = await prepare(node, settings, call);
      if ("reason" in prepared) return prepared;
      if (prepared.result !== undefined) return { gas: undefined, deploying: prepared.result };
    }
    const simulated = await simulator.run(call.data);
    return "reason" in simulated ? simulated : { gas: simulated.result, deploying: undefined };
  };

  /** Wei for a call, with what is deployed before it; undefined while gas costs more than is to be paid. */
  const costOfCall = (asked: DeployableCall, { gas, deploying }: Tried) => {
    const { data } = transactionOf(address, { data: asked.data, deploying });
    return costOf(node, settings, gas ?? gasOfCall(gasOf(deploying), data), size(data));
  };

  /** USDC base units for an intent of an account, and its gas; or why there is no price. */
  const price = async (account: RelayerAccount, id: Hex, asked: DeployableCall): Promise<Price | Reply> => {
    const tried = await tryCall(asked);
    if ("reason" in tried) return reverts(tried.reason);
    if (fees === undefined || account.isFree) return { fee: 0n, ...tried };
    const quoted = quotes.get(id);
    const isQuoted = quoted !== undefined && quoted.until >= now() && isWithin(quoted.gas, tried);
    if (isQuoted) return { fee: quoted.fee, until: quoted.until, ...tried };
    const wei = await costOfCall(asked, tried);
    if (wei === undefined) return refused(503, "gas costs more than this relayer pays");
    return { fee: feeFor(wei, fees), ...tried };
  };

  const take = async (account: RelayerAccount, asked: AskedIntent): Promise<Reply> => {
    const { data } = asked;
    const id = intentIdOf({ chainId, address, data });
    const known = await statusOf(id);
    if (known !== undefined && known.state !== "refused") return { status: 200, body: known };
    const refusal = await overLimit(account);
    if (refusal !== undefined) return refusal;
    const priced = await price(account, id, asked);
    if (!("fee" in priced)) return priced;
    const { fee, gas, deploying } = priced;
    const mayOwe = isDeposit(data) && (await store.credit(account.name)) >= 0n;
    const paid = mayOwe ? {} : await paymentFor(account, fee, asked);
    if ("status" in paid) return paid;
    const { voucher } = paid;
    const terms = { fee, gas, askedAt: now(), mayOwe: isDeposit(data), deploying, voucher };
    const intent = { id, owner: account.name, data, mostAsked: account.perDay, ...terms };
    if (!(await store.addIntent(intent, paid.payment))) return (await overLimit(account)) ?? unpaid(fee);
    counted.pending++;
    wake();
    return { status: 202, body: { id, state: paid.payment === undefined ? "queued" : "waiting", data } };
  };

  /** What pays for an intent: a voucher, or a payment that it has to wait for; none where the account's credit is enough. */
  const paymentFor = async (
    account: RelayerAccount,
    fee: bigint,
    { payment: data, voucher: given, deployments }: AskedIntent,
  ): Promise<Paid | Reply> => {
    const credit = await store.credit(account.name);
    if (fee === 0n || credit >= fee) return {};
    if (fees !== undefined && given !== undefined) {
      const checked = await checkVoucher(node, store, { owner: account.name, settings, fees }, given);
      if ("error" in checked) return unpaid(fee, { error: checked.error });
      // One that adds nothing may be covered by a later one, which the store knows best.
      if (checked.brings > 0n && credit + checked.brings < fee) return unpaid(fee);
      return { voucher: checked.voucher };
    }
    if (data === undefined || fees === undefined) return unpaid(fee);
    const brings = broughtBy(data, fees.payee);
    if (credit + brings < fee) return unpaid(fee);
    const tried = await tryCall({ data, deployments });
    if ("reason" in tried) return unpaid(fee, { error: "the payment reverts", reason: tried.reason });
    return { payment: { id: intentIdOf({ chainId, address, data }), data, brings, ...tried } };
  };

  const overLimit = async ({ name, perDay }: RelayerAccount): Promise<Reply | undefined> => {
    if ((await store.askedOn(name, now())) >= perDay) {
      return refused(429, `the account's ${perDay} intents of today are used up`);
    }
    if (now() - counted.at >= COUNTED_FOR) counted = { at: now(), pending: await store.pending() };
    return counted.pending >= mostQueued ? refused(503, "too many intents wait already") : undefined;
  };

  const quote = async (account: RelayerAccount, asked: AskedIntent): Promise<Reply> => {
    const { data } = asked;
    const id = intentIdOf({ chainId, address, data });
    const told = (fee: bigint, until = now() + QUOTE_SECONDS * 1_000): Reply => ({
      status: 200,
      body: {
        fee: String(fee > 0n ? fee : 0n),
        payee: fees?.payee ?? address,
        validUntil: Math.floor(until / 1_000),
      },
    });
    const known = await store.intent(id);
    // It is paid for, or waits for its payment.
    if (known !== undefined && known.state !== "refused") return told(0n);
    const priced = await price(account, id, asked);
    if (!("fee" in priced)) return priced;
    const credit = await store.credit(account.name);
    // What the account owes is part of the fee; the first deposit may be owed.
    const missing = isDeposit(data) && credit >= 0n ? 0n : priced.fee - credit;
    return told(missing, priced.until ?? promise(id, priced));
  };

  /** Keeps a price until its time is over, which is returned: asking again does not make it hold longer. */
  const promise = (id: Hex, priced: Price): number => {
    const until = now() + QUOTE_SECONDS * 1_000;
    quotes.delete(id);
    quotes.set(id, { fee: priced.fee, until, gas: gasNeeded(priced) });
    for (const [oldest] of quotes) {
      if (quotes.size <= MOST_QUOTES) break;
      quotes.delete(oldest);
    }
    return until;
  };

  return {
    take: (account, asked) =>
      orInvalid(address, asked, async () => (await screened(screening, asked)) ?? take(account, asked)),
    quote: (account, asked) =>
      orInvalid(address, asked, async () => (await screened(screening, asked)) ?? quote(account, asked)),
    status: async (id, wait, gone) => {
      let body = await statusOf(id);
      if (body !== undefined && wait > 0 && !SETTLED.has(String(body.state))) {
        await arrivals.wait(id, wait, gone);
        body = await statusOf(id);
      }
      return body === undefined ? refused(404, "no such intent") : { status: 200, body };
    },
  };
}

const DEPOSIT = toFunctionSelector(getAbiItem({ abi: quittanceAbi, name: "depositWithAuthorization" }));
const isDeposit = (data: Hex) => data.startsWith(DEPOSIT);

const gasOf = (deploying: Deploying | undefined) => deploying?.gas ?? 0n;
const gasNeeded = ({ gas, deploying }: Tried) => gas ?? gasOf(deploying);

/** Whether a quote for so much gas holds for a call: neither factories nor wallets use much more than when it was made. */
const isWithin = (quoted: bigint, tried: Tried) =>
  gasNeeded(tried) <= (tried.deploying === undefined ? quoted + QUOTE_GAS : quoted);

const SETTLED: ReadonlySet<string> = new Set<Intent["state"]>(["done", "final", "refused"]);

/** Whether the outcome is that of its transaction. */
const isInBlock = ({ state, transaction }: Intent) => transaction !== undefined && SETTLED.has(state);

const refused = (status: Reply["status"], error: string): Reply => ({ status, body: { error } });
const reverts = (reason: Hex): Reply => ({ status: 422, body: { error: "the contract refuses it", reason } });
const unpaid = (fee: bigint, why: Reply["body"] = {}): Reply => ({
  status: 402,
  body: { error: `a payment of ${fee} base units of USDC is needed`, fee: String(fee), ...why },
});

async function orInvalid(
  address: Address,
  { data, deployments }: AskedIntent,
  answer: () => Promise<Reply>,
): Promise<Reply> {
  try {
    decodeIntent(data);
    requireDeployments({ address, data, deployments });
    return await answer();
  } catch (error) {
    if (error instanceof InvalidFieldError) {
      return refused(400, `${error.shortMessage} ${error.remedy ?? ""}`.trim());
    }
    if (error instanceof NoMulticallError || error instanceof DeploymentGasError) {
      return refused(400, error.message);
    }
    throw error;
  }
}
