import { deployContract, writeContract } from "viem/actions";
import {
  approveStake,
  contest,
  disputeMilestone,
  drawPanel,
  enforceRuling,
  erc792ArbiterAbi,
  erc792ArbiterBytecode,
  getContest,
  getKeyNonce,
  getPool,
  getSeats,
  hashReasons,
  leaveSeat,
  reportAbsence,
  signBallot,
  signRuling,
  signSeatKey,
} from "../../../sdk/index.ts";
import { openContestedDeal, openProvisionalDeal, type Stack } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../../sdk/support/artifacts.ts";
import { type ActionCases, found, nonce, refused, set } from "./action-case.ts";

const BOND = 8_000_000n;
const COST = 10n ** 17n;

/** A panel that was drawn and stayed silent, with a report of one of its jurors. */
async function silentPanel(stack: Stack) {
  const { address, pool, walletClient } = stack;
  const { terms } = await openContestedDeal(stack);
  const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
  await stack.increaseTime(terms.verdictWindow);
  const [held] = await getSeats(walletClient, { address: pool, key: panel[0] });
  const seat = held?.seat ?? 0n;
  return { seat, report: { address: pool, terms, milestone: 0, panel, positions: [0], seats: [seat] } };
}

/** A milestone that a court is to rule on. */
async function beforeCourt(stack: Stack) {
  const { address, pool, buyer, walletClient, publicClient } = stack;
  const court = await deployTestContract(stack, "CentralArbitrator", []);
  const hash = await deployContract(walletClient, {
    abi: erc792ArbiterAbi,
    bytecode: erc792ArbiterBytecode,
    args: [address, court.address, "0x", 3n],
  });
  const { contractAddress: bridge } = await publicClient.waitForTransactionReceipt({ hash });
  if (!bridge) throw new Error("the bridge was not deployed");
  const disputes = { pool, bond: BOND, arbiter: bridge };
  const { terms, payout } = await openContestedDeal(stack, { disputes });
  await stack.increaseTime(terms.verdictWindow);
  await stack.fundLedger(buyer.address, BOND);
  const objection = { terms, milestone: 0, contester: buyer.address, payout };
  await contest(walletClient, { address, ...objection, account: buyer });
  return { court, about: { address: bridge, terms, milestone: 0 } };
}

/** A milestone that a court has ruled on. */
async function ruled(stack: Stack) {
  const { walletClient, publicClient, buyer } = stack;
  const { court, about } = await beforeCourt(stack);
  const { disputeId } = await disputeMilestone(walletClient, { ...about, fee: COST, account: buyer });
  const give = { ...court, functionName: "give", args: [about.address, disputeId, 2n] } as const;
  await publicClient.waitForTransactionReceipt({ hash: await writeContract(walletClient, give) });
  return { disputeId, about };
}

/** A seat of the first juror's, and what signs a key for it. */
async function seated(stack: Stack) {
  const [account] = await stack.seatJurors(1);
  if (account === undefined) throw new Error("one juror was seated");
  return { account, seat: { address: stack.pool, seat: 0n } };
}

async function keySigned(stack: Stack, owner: `0x${string}`) {
  const { pool: address, poolDomain: domain, seller: key, walletClient } = stack;
  const validUntil = (await stack.now()) + 600;
  const nonceOfKey = await getKeyNonce(walletClient, { address, key: key.address });
  const keySignature = await signSeatKey({ domain, owner, nonce: nonceOfKey, validUntil, account: key });
  return { key: key.address, keySignature, validUntil };
}

/** ActionCases of contests, panels, courts and the juror pool. */
export const disputeCases: ActionCases = {
  contest: found(async (stack) => {
    const { address, buyer: account } = stack;
    const { terms, payout } = await openProvisionalDeal(stack);
    await stack.fundLedger(account.address, 3n * BOND);
    return { account, parameters: { address, terms, milestone: 0, contester: account.address, payout } };
  }),
  drawPanel: found(async (stack) => {
    const { terms } = await openContestedDeal(stack);
    return { account: stack.relayer, parameters: { address: stack.address, terms, milestone: 0 } };
  }),
  recordBallots: refused(async (stack) => {
    const { address, domain, relayer, walletClient } = stack;
    const { terms, dealId: deal, evidence, poolJurors } = await openContestedDeal(stack);
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const drawn = poolJurors.filter((juror) => panel.includes(juror.address)).slice(0, 2);
    const judged = { domain, deal, milestone: 0, round: 2, evidence, score: 3_000, reasons: hashReasons("") };
    const ballots = await Promise.all(drawn.map((account) => signBallot({ ...judged, account })));
    return { account: relayer, parameters: { address, terms, panel, ballots } };
  }),
  rule: found(async (stack) => {
    const { address, domain, buyer, relayer, arbiter, walletClient } = stack;
    const { terms, dealId: deal, evidence, payout } = await openContestedDeal(stack);
    await stack.increaseTime(terms.verdictWindow);
    await stack.fundLedger(buyer.address, BOND);
    const objection = { terms, milestone: 0, contester: buyer.address, payout };
    await contest(walletClient, { address, ...objection, account: buyer });
    const ruling = { milestone: 0, payout: 2_500 };
    const signature = await signRuling({ domain, deal, evidence, ...ruling, account: arbiter });
    return { account: relayer, parameters: { address, terms, ...ruling, signature } };
  }),
  releaseBond: refused(async (stack) => {
    const { terms } = await openContestedDeal(stack);
    await stack.increaseTime(terms.verdictWindow);
    return { account: stack.relayer, parameters: { address: stack.address, terms, milestone: 0, round: 2 } };
  }),
  disputeMilestone: refused(async (stack) => {
    const { about } = await beforeCourt(stack);
    return { account: stack.buyer, parameters: { ...about, fee: COST } };
  }),
  enforceRuling: refused(async (stack) => ({
    account: stack.relayer,
    parameters: (await ruled(stack)).about,
  })),
  collectBond: refused(async (stack) => {
    const { disputeId, about } = await ruled(stack);
    await enforceRuling(stack.walletClient, about);
    const { address } = about;
    return { account: stack.buyer, parameters: { address, disputeId, to: stack.buyer.address } };
  }),
  approveStake: set(async ({ pool: address, token, seller: account }) => ({
    account,
    parameters: { address, token, amount: 100_000_000n },
  })),
  takeSeats: nonce(async (stack) => {
    const { pool: address, token, walletClient, buyer: account } = stack;
    await approveStake(walletClient, { address, token, amount: 900_000_000n, account });
    return { account, parameters: { address, ...(await keySigned(stack, account.address)) } };
  }),
  changeKey: refused(async (stack) => {
    const { account, seat } = await seated(stack);
    return { account, parameters: { ...seat, ...(await keySigned(stack, account.address)) } };
  }),
  topUpSeat: refused(async (stack) => {
    const { pool: address, token, walletClient, relayer: account } = stack;
    const { seat, report } = await silentPanel(stack);
    await reportAbsence(walletClient, report);
    const { absencePenalty } = await getPool(walletClient, { address });
    await approveStake(walletClient, { address, token, amount: 3n * absencePenalty, account });
    return { account, parameters: { address, seat } };
  }),
  leaveSeat: refused(async (stack) => {
    const { account, seat } = await seated(stack);
    return { account, parameters: seat };
  }),
  withdrawStake: refused(async (stack) => {
    const { account, seat } = await seated(stack);
    const { stakeUntil } = await leaveSeat(stack.walletClient, { ...seat, account });
    await stack.setTime(stakeUntil);
    return { account, parameters: seat };
  }),
  pinSeed: set(async (stack) => {
    const { address, pool, walletClient, relayer } = stack;
    const { dealId } = await openContestedDeal(stack);
    const opened = await getContest(walletClient, { address, dealId, milestone: 0, round: 2 });
    return { account: relayer, parameters: { address: pool, openedInBlock: opened?.openedInBlock ?? 0n } };
  }),
  reportAbsence: refused(async (stack) => ({
    account: stack.relayer,
    parameters: (await silentPanel(stack)).report,
  })),
  reportEquivocation: refused(async (stack) => {
    const { address, domain, pool, walletClient, relayer } = stack;
    const { terms, dealId: deal, evidence, poolJurors } = await openContestedDeal(stack);
    const { panel } = await drawPanel(walletClient, { address, terms, milestone: 0 });
    const account = poolJurors.find((juror) => juror.address === panel[0]);
    if (account === undefined) throw new Error("the panel is drawn from the seated jurors");
    const judged = { domain, deal, milestone: 0, round: 2, evidence, reasons: hashReasons(""), account };
    const first = await signBallot({ ...judged, score: 0 });
    const second = await signBallot({ ...judged, score: 10_000 });
    await stack.increaseTime(terms.verdictWindow);
    const seats = (await getSeats(walletClient, { address: pool, key: panel[0] })).map(({ seat }) => seat);
    return { account: relayer, parameters: { address: pool, terms, panel, first, second, seats } };
  }),
  collectReward: refused(async (stack) => {
    const { pool: address, walletClient, relayer: account } = stack;
    const { report } = await silentPanel(stack);
    await reportAbsence(walletClient, { ...report, account });
    return { account, parameters: { address, to: account.address } };
  }),
};
