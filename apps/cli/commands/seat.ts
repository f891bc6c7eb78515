import { Command } from "commander";
import {
  approveStake,
  changeKey,
  collectReward,
  getKeyNonce,
  getPool,
  getPoolReward,
  getSeat,
  getSeats,
  leaveSeat,
  type SeatFacts,
  signSeatKey,
  takeSeats,
  topUpSeat,
  withdrawStake,
} from "quittance/disputes";
import { formatUsdc, jurorPoolDomain } from "quittance/protocol";
import { type Address, erc20Abi, type Hex, isAddressEqual } from "viem";
import { readContract } from "viem/actions";
import { guided, SENDING_CODES } from "../define.ts";
import { findKey } from "../keys/store.ts";
import type { Output } from "../output/output.ts";
import { pairs, table, timeOf } from "../output/text.ts";
import { CommandRefusal, ExitCode } from "../refusal.ts";
import {
  type ConnectionOptions,
  type SenderOptions,
  withConnection,
  withSender,
} from "../session/options.ts";
import { perform, type SendingSender, TriedOut } from "../session/perform.ts";
import { openSession, type Session } from "../session/session.ts";
import { type Signed, senderOf, signWith } from "../session/signer.ts";
import { asCount, asParty } from "../session/values.ts";

interface PoolOptions extends ConnectionOptions {
  readonly pool?: string;
}

interface SeatOptions extends SenderOptions {
  readonly pool?: string;
  readonly count: number;
  readonly keyAccount?: string;
  readonly to?: string;
}

const HOUR = 3_600;
const POOL = ["--pool <party>", "the juror pool; the profile's when left out"] as const;
const asSeat = asCount(0);

/** `quittance seat`: seats in a juror pool. */
export function seatCommand(output: Output): Command {
  return new Command("seat")
    .description("Takes and keeps seats in a juror pool, whose jurors judge contested milestones.")
    .addCommand(listCommand(output))
    .addCommand(takeCommand(output))
    .addCommand(keyCommand(output))
    .addCommand(topUpCommand(output))
    .addCommand(leaveCommand(output))
    .addCommand(withdrawCommand(output))
    .addCommand(rewardCommand(output));
}

function listCommand(output: Output): Command {
  const command = new Command("list")
    .description("Shows a juror pool and its seats.")
    .option(...POOL, asParty)
    .option("--owner <party>", "only seats of this owner", asParty);
  return guided(withConnection(command), {
    examples: ["quittance seat list", "quittance seat list --json"],
  }).action(async (options: PoolOptions & { readonly owner?: string }) => {
    const session = openSession(options, output);
    const { client } = session;
    const address = await session.pool(options.pool);
    const owner = options.owner === undefined ? undefined : await session.party(options.owner);
    const [pool, seats] = await Promise.all([
      getPool(client, { address }),
      getSeats(client, { address, owner }),
    ]);
    const { short } = await session.labels();
    const rows = seats.map((seat) => [
      String(seat.seat),
      short(seat.owner),
      short(seat.key),
      formatUsdc(seat.stake),
      timeOf(seat.joinedAt),
      seat.closedAt === undefined ? "–" : timeOf(seat.closedAt),
    ]);
    output.print({
      text: [
        ...pairs([
          ["pool", address],
          ["a seat costs", `${formatUsdc(pool.seatStake)} USDC`],
          ["an absence costs", `${formatUsdc(pool.absencePenalty)} USDC`],
          ["seats", String(pool.seats)],
        ]),
        "",
        ...(rows.length === 0
          ? ["No seat is taken."]
          : table(["seat", "owner", "key", "stake", "since", "closed"], rows)),
      ].join("\n"),
      data: { pool, seats },
    });
  });
}

async function opened(output: Output, options: SeatOptions) {
  const session = openSession(options, output);
  const sender = await senderOf(session, options);
  return { session, sender, address: await session.pool(options.pool) };
}

function takeCommand(output: Output): Command {
  const command = new Command("take")
    .description("Takes seats for your account, with the pool's stake from your wallet.")
    .option(...POOL, asParty)
    .option("--count <number>", "how many", asCount(1, 1_000), 1)
    .option("--key-account <name>", "the key of the keystore that signs ballots; your account when left out");
  return guided(withSender(command), {
    details: "Two transactions: the token's approval of the stake, unless there is one, and the seats.",
    examples: ["quittance seat take --account juror-1 --yes"],
    codes: SENDING_CODES,
  }).action(async (options: SeatOptions) => {
    const { session, sender, address } = await opened(output, options);
    const { client } = session;
    const { count } = options;
    const { seatStake, usdc } = await getPool(client, { address });
    const stake = seatStake * BigInt(count);
    const approval = await approvedFor(sender, { pool: address, token: usdc, amount: stake });
    if (approval !== undefined) return output.print(approval);
    const key = options.keyAccount === undefined ? sender.address : findKey(options.keyAccount).address;
    const validUntil = (await session.now()) + HOUR;
    const answer = await perform(sender, {
      command: "seat take",
      words: [
        `Take ${count === 1 ? "a seat" : `${count} seats`} in the juror pool ${address}`,
        `  Stake: ${formatUsdc(stake)} USDC from the wallet of ${sender.address}`,
        `  Key that signs ballots: ${key}`,
        "It can lose stake for absence and for equivocation.",
      ],
      action: takeSeats,
      parameters: async () => {
        const signed = await keySignature(sender, options, { pool: address, key, validUntil });
        if (signed === undefined) return { key, count };
        if ("explanation" in signed) return new TriedOut(signed.explanation);
        return { key, count, keySignature: signed.signed, validUntil };
      },
      identity: [address, count, key],
      repeats: true,
      address,
      report: ({ seats }) => [`Your seats: ${seats.join(", ")}. Each holds ${formatUsdc(seatStake)} USDC.`],
    });
    output.print(answer);
  });
}

/** Approves the pool, when it is not approved yet. What is printed in the place of the rest, where nothing is to be sent. */
async function approvedFor(
  sender: SendingSender,
  { pool, token, amount }: { readonly pool: Address; readonly token: Address; readonly amount: bigint },
) {
  const { session, options, address: owner } = sender;
  const allowed = await readContract(session.client, {
    address: token,
    abi: erc20Abi,
    functionName: "allowance",
    args: [owner, pool],
  });
  if (allowed >= amount) return undefined;
  const answer = await perform(sender, {
    command: "seat approve",
    words: [`Let the juror pool ${pool} take ${formatUsdc(amount)} USDC`, `  From the wallet: ${owner}`],
    action: approveStake,
    parameters: () => ({ token, amount }),
    identity: [pool, amount],
    address: pool,
    report: () => [],
  });
  return options.dryRun ? answer : undefined;
}

/** The agreement of a key that is not the sender itself. */
async function keySignature(
  sender: SendingSender,
  { keyAccount }: SeatOptions,
  { pool, key, validUntil }: { readonly pool: Address; readonly key: Address; readonly validUntil: number },
): Promise<Signed<Hex> | undefined> {
  if (isAddressEqual(key, sender.address) || keyAccount === undefined) return undefined;
  const { session, options, address: owner } = sender;
  const { rpcAccount: _, ...rest } = options;
  const keyed = await senderOf(session, { ...rest, account: keyAccount });
  const domain = jurorPoolDomain({ chainId: await session.chainId(), address: pool });
  const nonce = await getKeyNonce(session.client, { address: pool, key });
  return signWith(keyed, { jurorPool: domain }, (account) =>
    signSeatKey({ domain, owner, nonce, validUntil, account }),
  );
}

function keyCommand(output: Output): Command {
  const command = new Command("key")
    .description("Changes the key that signs ballots for a seat of yours.")
    .argument("<seat>", "its number", asSeat)
    .option(...POOL, asParty)
    .requiredOption("--key-account <name>", "the key of the keystore that signs ballots from now on");
  return guided(withSender(command), {
    examples: ["quittance seat key 0 --account juror-1 --key-account juror-2 --yes"],
    codes: SENDING_CODES,
  }).action(async (seat: number, options: SeatOptions) => {
    const { session, sender, address } = await opened(output, options);
    const key = findKey(options.keyAccount ?? "").address;
    const validUntil = (await session.now()) + HOUR;
    await heldSeat(session, address, seat);
    const answer = await perform(sender, {
      command: "seat key",
      words: [`Change the key of seat ${seat} of the juror pool ${address}`, `  New key: ${key}`],
      action: changeKey,
      parameters: async () => {
        const signed = await keySignature(sender, options, { pool: address, key, validUntil });
        if (signed === undefined) return { seat, key };
        if ("explanation" in signed) return new TriedOut(signed.explanation);
        return { seat, key, keySignature: signed.signed, validUntil };
      },
      identity: [address, seat, key],
      address,
      report: (changed) => [`Seat ${changed.seat} votes by the key ${changed.key}.`],
    });
    output.print(answer);
  });
}

async function heldSeat(session: Session, address: Address, seat: number): Promise<SeatFacts> {
  const facts = await getSeat(session.client, { address, seat: BigInt(seat) });
  if (facts !== undefined) return facts;
  throw new CommandRefusal(
    `The juror pool ${address} has no seat ${seat}, or it is vacant.`,
    ExitCode.failed,
  );
}

function topUpCommand(output: Output): Command {
  const command = new Command("top-up")
    .description("Makes the stake of a seat whole again after a penalty, from your wallet.")
    .argument("<seat>", "its number", asSeat)
    .option(...POOL, asParty);
  return guided(withSender(command), {
    examples: ['quittance seat top-up 0 --account juror-1 --yes || echo "Nothing is missing."'],
    codes: SENDING_CODES,
  }).action(async (seat: number, options: SeatOptions) => {
    const { session, sender, address } = await opened(output, options);
    const { stake } = await heldSeat(session, address, seat);
    const { seatStake, usdc } = await getPool(session.client, { address });
    const amount = seatStake - stake;
    if (amount > 0n) {
      const approval = await approvedFor(sender, { pool: address, token: usdc, amount });
      if (approval !== undefined) return output.print(approval);
    }
    const answer = await perform(sender, {
      command: "seat top-up",
      words: [`Put ${formatUsdc(amount)} USDC into seat ${seat}`, `  From the wallet: ${sender.address}`],
      action: topUpSeat,
      parameters: () => ({ seat }),
      identity: [address, seat, amount],
      address,
      report: (made) => [`Seat ${made.seat} got ${formatUsdc(made.amount)} USDC and is whole.`],
    });
    output.print(answer);
  });
}

function leaveCommand(output: Output): Command {
  const command = new Command("leave")
    .description("Closes a seat of yours: it is drawn no more, and its stake returns after unbonding.")
    .argument("<seat>", "its number", asSeat)
    .option(...POOL, asParty);
  return guided(withSender(command), {
    examples: ["quittance seat leave 0 --account juror-1 --yes"],
    codes: SENDING_CODES,
  }).action(async (seat: number, options: SeatOptions) => {
    const { session, sender, address } = await opened(output, options);
    const { stake } = await heldSeat(session, address, seat);
    const answer = await perform(sender, {
      command: "seat leave",
      words: [
        `Leave seat ${seat} of the juror pool ${address}`,
        `  Its stake of ${formatUsdc(stake)} USDC returns after unbonding.`,
      ],
      action: leaveSeat,
      parameters: () => ({ seat }),
      identity: [address, seat],
      address,
      report: ({ stakeUntil }) => [
        `Seat ${seat} is closed. Take its stake from ${timeOf(stakeUntil)} on: quittance seat withdraw ${seat}`,
      ],
    });
    output.print(answer);
  });
}

function withdrawCommand(output: Output): Command {
  const command = new Command("withdraw")
    .description("Returns the stake of a closed seat to its owner, once unbonding has passed.")
    .argument("<seat>", "its number", asSeat)
    .option(...POOL, asParty);
  return guided(withSender(command), {
    examples: [
      'quittance seat withdraw 0 --account juror-1 --dry-run || echo "Unbonding has not passed yet."',
    ],
    codes: SENDING_CODES,
  }).action(async (seat: number, options: SeatOptions) => {
    const { session, sender, address } = await opened(output, options);
    const { stake, owner } = await heldSeat(session, address, seat);
    const answer = await perform(sender, {
      command: "seat withdraw",
      words: [`Return the stake of seat ${seat}: ${formatUsdc(stake)} USDC`, `  To the wallet: ${owner}`],
      action: withdrawStake,
      parameters: () => ({ seat }),
      identity: [address, seat],
      address,
      report: (returned) => [`${formatUsdc(returned.amount)} USDC went to ${returned.owner}.`],
    });
    output.print(answer);
  });
}

function rewardCommand(output: Output): Command {
  const command = new Command("reward")
    .description("Pays out what your reports to a juror pool earned.")
    .option(...POOL, asParty)
    .option("--to <party>", "whose wallet; your own when left out", asParty);
  return guided(withSender(command), {
    examples: ['quittance seat reward --account juror-1 --dry-run || echo "There is no reward."'],
    codes: SENDING_CODES,
  }).action(async (options: SeatOptions) => {
    const { session, sender, address } = await opened(output, options);
    const owner = sender.address;
    const amount = await getPoolReward(session.client, { address, owner });
    if (amount === 0n) throw new CommandRefusal(`The juror pool owes ${owner} nothing.`, ExitCode.failed);
    const to = options.to === undefined ? owner : await session.party(options.to);
    const answer = await perform(sender, {
      command: "seat reward",
      words: [`Collect ${formatUsdc(amount)} USDC from the juror pool ${address}`, `  To the wallet: ${to}`],
      action: collectReward,
      parameters: () => ({ to }),
      identity: [address, to, amount],
      address,
      report: (paid) => [`${formatUsdc(paid.amount)} USDC went to ${paid.to}.`],
    });
    output.print(answer);
  });
}
