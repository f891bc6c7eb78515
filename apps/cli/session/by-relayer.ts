import type { ActingClient, Outcome } from "quittance/client";
import {
  InvalidFieldError,
  NodeUnreachableError,
  RelayerRefusedError,
  RpcFailedError,
  TransactionTimeoutError,
  TransactionUncertainError,
} from "quittance/errors";
import { decodeIntent, intentIdOf, type RelayFee, relayed } from "quittance/relayer";
import { type Hex, isAddressEqual } from "viem";
import type { Answer } from "../output/output.ts";
import { CommandRefusal, ExitCode, OutcomeUnknown } from "../refusal.ts";
import { placeOf } from "../settings/place.ts";
import { busy } from "./busy.ts";
import type { RelayerAccess } from "./relayer.ts";
import { answerOf, type Carriage, type Way } from "./sending.ts";
import { signAs } from "./signer.ts";

type Fetch = typeof fetch;

/** HTTP status of a relayer that does not have the intent, and wants to be paid for it. */
const UNPAID = 402;

/** Sends by a relayer, which pays the gas; what the party says is signed, and the relayer can change nothing of it. */
export function byRelayer<Parameters, Result>(
  way: Way<Parameters, Result>,
  access: RelayerAccess,
): Carriage<Parameters, Result> {
  const { sender, plan, client: node, chainId, journal } = way;
  const { session, options } = sender;
  const { address } = plan;
  const waiting = { address, timeout: options.timeout * 1_000 };
  const by = `the relayer ${placeOf(access.url)}`;
  const clientWith = (more: { readonly fee?: RelayFee; readonly fetch?: Fetch } = {}): ActingClient =>
    relayed(node, { url: access.url, apiKey: access.apiKey, address: session.address, ...more });
  const idOf = (data: Hex) => intentIdOf({ chainId, address, data });

  /** What was given to the relayer is known by its calldata: the same call is made once, however often it is given. */
  const resume = async (intent: Hex): Promise<Answer | undefined> => {
    const id = idOf(intent);
    session.output.note(
      `This was given to ${by} before as intent ${id}, and not seen to its end. It is looked for, and made once.`,
    );
    const client = clientWith();
    try {
      const given = [{ to: address, data: intent }] as const;
      await client.request({ method: "eth_sendTransaction", params: given as never });
      const found = plan.action.wait(client, { ...waiting, hash: id });
      const outcome = await busy(session.output, "Looking for it", found);
      journal.forget();
      return answerOf(plan, outcome);
    } catch (error) {
      // It never got there: what the relayer has is paid for. It is given to it as if for the first time, with the same number.
      if (error instanceof RelayerRefusedError && error.status === UNPAID) return undefined;
      throw failure(plan.command, error, { id, by, isResumed: true }, () => journal.forget());
    }
  };

  return {
    by,
    resume: async ({ intent }) => (intent === undefined ? undefined : resume(intent)),
    simulate: async (parameters) => {
      requireRelayed(way, parameters);
      return plan.action.simulate(clientWith(), { ...parameters, address, chainId });
    },
    send: async (parameters, { salt }) => {
      const given: { intent?: Hex } = {};
      const recorded: Fetch = async (input, init) => {
        const intent = intentIn(input, init);
        if (intent !== undefined) {
          given.intent = intent;
          journal.write({ salt, intent });
        }
        return fetch(input, init);
      };
      const sent = (fee?: RelayFee): Promise<Outcome<Result>> => {
        const client = clientWith({ fetch: recorded, ...(fee === undefined ? {} : { fee }) });
        return plan.action(client, { ...parameters, ...waiting, chainId });
      };
      try {
        journal.write({ salt });
        const { most } = access;
        const sending = most === undefined ? sent() : paying(way, most, sent);
        const outcome = await busy(session.output, `Waiting until ${by} has sent it`, sending);
        journal.forget();
        return outcome;
      } catch (error) {
        const id = given.intent === undefined ? undefined : idOf(given.intent);
        throw failure(plan.command, error, { id, by, isResumed: false }, () => journal.forget());
      }
    },
  };
}

/** Has the party sign the order that pays the fee, when the relayer asks for one. */
async function paying<Parameters, Result>(
  { sender }: Way<Parameters, Result>,
  most: bigint,
  sent: (fee: RelayFee) => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  const expected = { quittance: await sender.session.domain() };
  const result = await signAs(sender, expected, (account) => sent({ account, most }));
  if ("signed" in result) return result.signed;
  throw new Error("a fee is not tried out");
}

/** Refuses what relayers do not send, before anything is signed. */
function requireRelayed<Parameters, Result>(
  { plan, sender }: Way<Parameters, Result>,
  parameters: Parameters,
): void {
  const { address, action, command } = plan;
  const refuse = () =>
    new CommandRefusal(
      `Relayers do not send \`quittance ${command}\`: it acts for the address that sends it. Give --no-relayer to send it yourself.`,
      ExitCode.failed,
    );
  if (!isAddressEqual(address, sender.session.address)) throw refuse();
  const { data } = action.call({ ...parameters, address });
  try {
    decodeIntent(data);
  } catch (error) {
    throw error instanceof InvalidFieldError ? refuse() : error;
  }
}

/** The call that a request gives to the relayer; undefined for every other request. */
function intentIn(input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Hex | undefined {
  if (init?.method !== "POST" || !String(input).endsWith("/intents")) return undefined;
  const data: unknown = Reflect.get(Object(JSON.parse(String(init.body))), "data");
  return typeof data === "string" ? (data as Hex) : undefined;
}

/** What a failed send is told as. What the relayer may still send stays in the journal. */
function failure(
  command: string,
  error: unknown,
  { id, by, isResumed }: { readonly id: Hex | undefined; readonly by: string; readonly isResumed: boolean },
  forget: () => void,
): unknown {
  const isUnanswered = error instanceof NodeUnreachableError || error instanceof RpcFailedError;
  const isLate = error instanceof TransactionTimeoutError || error instanceof TransactionUncertainError;
  if (!isLate && !(isUnanswered && id !== undefined)) {
    if (!isResumed || !(error instanceof RelayerRefusedError)) forget();
    return error;
  }
  const hash = (isLate ? error.hash : undefined) ?? id;
  return new OutcomeUnknown(
    `It is not known yet what became of it: no block has it. ${capitalised(by)} was asked to send it as intent ${hash ?? "(unknown)"}; check that it runs. To see what became of it, repeat the same command: \`quittance ${command}\` has it made once.`,
    hash,
  );
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
