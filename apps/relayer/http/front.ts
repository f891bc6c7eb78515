import { InvalidFieldError } from "quittance/errors";
import { decodeIntent, intentIdOf } from "quittance/relayer";
import type { Hex } from "viem";
import { type NodeClient, simulate } from "../engine/node.ts";
import type { EngineSettings } from "../engine/settings.ts";
import { broughtBy } from "../fees/payment.ts";
import { costOf, feeFor } from "../fees/quote.ts";
import type { FeeSettings } from "../settings.ts";
import type { Intent } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { RelayerAccount } from "./accounts.ts";

/** What is answered: an HTTP status and a body of JSON. */
export interface Reply {
  readonly status: 200 | 202 | 400 | 402 | 404 | 422 | 429 | 503;
  readonly body: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface FrontOptions {
  readonly node: NodeClient;
  readonly store: Store;
  readonly settings: EngineSettings;
  readonly fees: FeeSettings | undefined;
  readonly mostQueued: number;
  readonly now: () => number;
  /** Called when an intent was queued. */
  readonly wake: () => void;
}

/** Takes and prices intents. */
export interface Front {
  take(account: RelayerAccount, data: Hex, payment: Hex | undefined): Promise<Reply>;
  quote(account: RelayerAccount, data: Hex): Promise<Reply>;
  status(id: Hex): Promise<Reply>;
}

const DAY_MS = 86_400_000;
const QUOTE_SECONDS = 60;
const MOST_QUOTES = 10_000;

export function openFront(options: FrontOptions): Front {
  const { node, store, settings, fees, mostQueued, now, wake } = options;
  const { chainId, address } = settings;
  /** Fees that were quoted, by intent; the earliest are forgotten first. */
  const quotes = new Map<Hex, { readonly fee: bigint; readonly until: number }>();

  const statusOf = async (id: Hex): Promise<Reply["body"] | undefined> => {
    const intent = await store.intent(id);
    if (intent === undefined) return undefined;
    const transaction =
      intent.transaction === undefined ? undefined : await store.transaction(intent.transaction);
    const hash = isInBlock(intent) ? transaction?.hash : undefined;
    return { id, state: intent.state, data: intent.data, hash, reason: intent.reason };
  };

  /** USDC base units for an intent of an account, or why there is no price. */
  const price = async (
    account: RelayerAccount,
    id: Hex,
    data: Hex,
  ): Promise<{ readonly fee: bigint } | Reply> => {
    const quoted = quotes.get(id);
    if (fees === undefined || account.isFree) {
      const simulated = await simulate(node, address, data);
      return "reason" in simulated ? reverts(simulated.reason) : { fee: 0n };
    }
    const cost = await costOf(node, settings, data);
    if ("reason" in cost) return reverts(cost.reason);
    if (cost.result === undefined) return refused(503, "gas costs more than this relayer pays");
    if (quoted !== undefined && quoted.until >= now()) return { fee: quoted.fee };
    return { fee: feeFor(cost.result.wei, fees) };
  };

  const take = async (account: RelayerAccount, data: Hex, payment: Hex | undefined): Promise<Reply> => {
    const id = intentIdOf({ chainId, address, data });
    const known = await statusOf(id);
    if (known !== undefined && known.state !== "refused") return { status: 200, body: known };
    const refusal = await overLimit(account);
    if (refusal !== undefined) return refusal;
    const priced = await price(account, id, data);
    if (!("fee" in priced)) return priced;
    const { fee } = priced;
    const mayOwe = isDeposit(data) && (await store.credit(account.name)) >= 0n;
    const paid = mayOwe ? { payment: undefined } : await paymentFor(account, fee, payment);
    if ("status" in paid) return paid;
    const intent = { id, owner: account.name, data, fee, askedAt: now(), mayOwe: isDeposit(data) };
    if (!(await store.addIntent(intent, paid.payment))) return unpaid(fee);
    wake();
    return { status: 202, body: (await statusOf(id)) ?? { id } };
  };

  /** The payment that an intent has to wait for; none where the account's credit is enough. */
  const paymentFor = async (account: RelayerAccount, fee: bigint, data: Hex | undefined) => {
    const credit = await store.credit(account.name);
    if (credit >= fee) return { payment: undefined };
    if (data === undefined || fees === undefined) return unpaid(fee);
    const brings = broughtBy(data, fees.payee);
    if (credit + brings < fee) return unpaid(fee);
    const simulated = await simulate(node, address, data);
    if ("reason" in simulated) {
      return {
        status: 402,
        body: { ...unpaid(fee).body, error: "the payment reverts", reason: simulated.reason },
      } as const;
    }
    return { payment: { id: intentIdOf({ chainId, address, data }), data, brings } };
  };

  const overLimit = async ({ name, perDay }: RelayerAccount): Promise<Reply | undefined> => {
    const today = Math.floor(now() / DAY_MS) * DAY_MS;
    if ((await store.askedSince(name, today)) >= perDay) {
      return refused(429, `the account's ${perDay} intents of today are used up`);
    }
    const isFull = (await store.pending()) >= mostQueued;
    return isFull ? refused(503, "too many intents wait already") : undefined;
  };

  const quote = async (account: RelayerAccount, data: Hex): Promise<Reply> => {
    const id = intentIdOf({ chainId, address, data });
    const priced = await price(account, id, data);
    if (!("fee" in priced)) return priced;
    const until = now() + QUOTE_SECONDS * 1_000;
    const credit = await store.credit(account.name);
    // What the account owes is part of the fee; the first deposit may be owed.
    const missing = isDeposit(data) && credit >= 0n ? 0n : priced.fee - credit;
    quotes.delete(id);
    quotes.set(id, { fee: priced.fee, until });
    for (const [oldest] of quotes) {
      if (quotes.size <= MOST_QUOTES) break;
      quotes.delete(oldest);
    }
    const fee = String(missing > 0n ? missing : 0n);
    return {
      status: 200,
      body: { fee, payee: fees?.payee ?? address, validUntil: Math.floor(until / 1_000) },
    };
  };

  return {
    take: (account, data, payment) => orInvalid(data, () => take(account, data, payment)),
    quote: (account, data) => orInvalid(data, () => quote(account, data)),
    status: async (id) => {
      const body = await statusOf(id);
      return body === undefined ? refused(404, "no such intent") : { status: 200, body };
    },
  };
}

const isDeposit = (data: Hex) => decodeIntent(data).functionName === "depositWithAuthorization";

/** Whether the outcome is that of its transaction. */
const isInBlock = ({ state, transaction }: Intent) =>
  transaction !== undefined && (state === "done" || state === "final" || state === "refused");

const refused = (status: Reply["status"], error: string): Reply => ({ status, body: { error } });
const reverts = (reason: Hex): Reply => ({ status: 422, body: { error: "the contract refuses it", reason } });
const unpaid = (fee: bigint): Reply => ({
  status: 402,
  body: { error: `a payment of ${fee} base units of USDC is needed`, fee: String(fee) },
});

async function orInvalid(data: Hex, answer: () => Promise<Reply>): Promise<Reply> {
  try {
    decodeIntent(data);
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    return refused(400, `${error.shortMessage} ${error.remedy ?? ""}`.trim());
  }
  return answer();
}
