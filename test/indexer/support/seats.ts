import type { HDAccount } from "viem";
import {
  approveStake,
  changeKey,
  collectReward,
  getPool,
  getSeats,
  leaveSeat,
  reportAbsence,
  reportEquivocation,
  type SignedBallot,
  signSeatKey,
  type Terms,
  takeSeats,
  topUpSeat,
  withdrawStake,
} from "../../../sdk/index.ts";
import type { Stack } from "../../../sdk/testing/index.ts";

/** Owner and second key of the first seat; no one else uses them. */
export const seatHolders = ({ accounts }: Stack): readonly HDAccount[] => accounts.slice(13, 15);

/** The life of a seat that is never drawn: taken, its key changed, closed, its stake returned. */
export async function liveSeats(stack: Stack): Promise<void> {
  const { pool: address, poolDomain: domain, token, walletClient: client } = stack;
  const [owner, key] = seatHolders(stack);
  if (owner === undefined || key === undefined) throw new Error("the stack has too few accounts");
  const { seatStake, unbonding } = await getPool(client, { address });
  await stack.fund(owner.address, seatStake);
  await approveStake(client, { address, account: owner, token, amount: seatStake });
  const taken = await takeSeats(client, { address, account: owner, key: owner.address });
  const [seat] = taken.seats;
  if (seat === undefined) throw new Error("no seat was taken");
  const validUntil = (await stack.now()) + 600;
  const authorization = { owner: owner.address, nonce: 0n, validUntil };
  const keySignature = await signSeatKey({ domain, ...authorization, account: key });
  await changeKey(client, { address, account: owner, seat, key: key.address, keySignature, validUntil });
  await leaveSeat(client, { address, account: owner, seat });
  await stack.increaseTime(unbonding);
  await withdrawStake(client, { address, account: owner, seat });
}

/** After a round in which five of seven voted: both absences, one of them made good, an equivocation, rewards, a seat left. */
export async function endSeats(
  stack: Stack,
  terms: Terms,
  jury: readonly HDAccount[],
  [first, second]: readonly [SignedBallot, SignedBallot],
): Promise<void> {
  const { pool: address, token, walletClient: client, relayer } = stack;
  const seatsOf = async (juror: HDAccount | undefined) => {
    if (juror === undefined) throw new Error("there is no such juror");
    return (await getSeats(client, { address, key: juror.address })).map(({ seat }) => seat);
  };
  const panel = jury.map((account) => account.address);
  const positions = [5, 6];
  const absent = await Promise.all(positions.map((position) => seatsOf(jury[position])));
  await reportAbsence(client, { address, terms, milestone: 0, panel, positions, seats: absent.flat() });
  const { absencePenalty: amount } = await getPool(client, { address });
  await approveStake(client, { address, token, amount });
  await topUpSeat(client, { address, seat: absent.flat()[0] ?? 0n });
  const seats = await seatsOf(jury[0]);
  await reportEquivocation(client, { address, terms, panel, first, second, seats });
  const [, voter] = jury;
  if (voter === undefined) throw new Error("nobody voted");
  await collectReward(client, { address, to: relayer.address });
  const [seat] = await seatsOf(voter);
  if (seat !== undefined) await leaveSeat(client, { address, account: voter, seat });
}
