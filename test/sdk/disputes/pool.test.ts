import { expect } from "chai";
import type { HDAccount } from "viem";
import {
  approveStake,
  changeKey,
  collectReward,
  drawPanel,
  EventMissingError,
  findEquivocations,
  getKeyNonce,
  getPool,
  getPoolReward,
  getSeat,
  getSeats,
  getSeedBlock,
  hashReasons,
  jurorPoolActions,
  leaveSeat,
  PoolAlreadyPunishedError,
  PoolDrawnTooLateError,
  PoolInvalidKeySignatureError,
  PoolJurorVotedError,
  PoolKeyKeptError,
  PoolNothingToCollectError,
  PoolNotSeatOwnerError,
  PoolReportTooLateError,
  PoolRoundNotOverError,
  PoolSeatAlreadyClosedError,
  PoolSeatNotClosedError,
  PoolSeatWholeError,
  PoolSeedUnknownError,
  PoolSignatureExpiredError,
  PoolStakeUnbondingError,
  pinSeed,
  recordBallots,
  reportAbsence,
  reportEquivocation,
  signBallot,
  signBallotBatch,
  signSeatKey,
  TokenAllowanceTooLowError,
  takeSeats,
  topUpSeat,
  withdrawStake,
} from "../../../sdk/index.ts";
import { openContestedDeal, poolParameters } from "../../../sdk/testing/index.ts";
import { errorOf, expectRefusedField, refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const { seatStake, absencePenalty } = poolParameters;

describe("the juror pool", () => {
  const setup = useStack();

  const judged = async () => {
    const made = await openContestedDeal(setup());
    const { address, pool, domain, walletClient: client } = setup();
    const { terms, dealId: deal, evidence } = made;
    const { panel } = await drawPanel(client, { address, terms, milestone: 0 });
    const jurors = panel
      .map((key) => made.poolJurors.find((juror) => juror.address === key))
      .filter((juror): juror is HDAccount => juror !== undefined);
    const question = { deal, milestone: 0, round: 2, evidence, reasons: hashReasons("looked") };
    const vote = (account: HDAccount, score: number) => signBallot({ domain, account, score, ...question });
    const seatsOf = async (position: number) =>
      (await getSeats(client, { address: pool, key: panel[position] })).map(({ seat }) => seat);
    return { ...made, client, pool, panel, jurors, question, vote, seatsOf };
  };

  it("seats keys that consent, and tells who holds what", async () => {
    const { pool: address, poolDomain: domain, seller: owner, buyer: key, token, walletClient } = setup();
    const client = walletClient.extend(jurorPoolActions({ address }));
    const amount = 2n * seatStake;
    await refusalOf(TokenAllowanceTooLowError, () =>
      takeSeats(walletClient, { address, key: owner.address, account: owner }),
    );
    await client.approveStake({ token, amount, account: owner });
    const request = { address, key: key.address, count: 2, account: owner };
    await refusalOf(PoolInvalidKeySignatureError, () => takeSeats(walletClient, request));
    const nonce = await client.getKeyNonce({ key: key.address });
    expect(nonce).to.equal(0n);
    const validUntil = (await setup().now()) + 600;
    const keySignature = await signSeatKey({ domain, owner: owner.address, nonce, validUntil, account: key });
    await expectRefusedField("validUntil", "undefined", () => takeSeats.call({ ...request, keySignature }));
    const past = { owner: owner.address, nonce, validUntil: 1 };
    const expired = await signSeatKey({ domain, ...past, account: key });
    const late = await refusalOf(PoolSignatureExpiredError, () =>
      client.takeSeats({ ...request, keySignature: expired, validUntil: 1 }),
    );
    expect(Number(late.values.validUntil)).to.equal(1);
    const taken = await client.takeSeats({ ...request, keySignature, validUntil });
    await client.approveStake({ token, amount, account: owner });
    await refusalOf(PoolInvalidKeySignatureError, () =>
      client.takeSeats({ ...request, keySignature, validUntil }),
    );
    expect(await getKeyNonce(walletClient, { address, key: key.address })).to.equal(1n);
    expect(taken).to.deep.include({
      seats: [0n, 1n],
      owner: owner.address,
      key: key.address,
      stake: seatStake,
    });
    const seat = await getSeat(walletClient, { address, seat: 1n });
    expect(seat).to.deep.include({
      owner: owner.address,
      key: key.address,
      closedAt: undefined,
      stake: seatStake,
    });
    expect(await client.getSeats({ owner: owner.address })).to.have.length(2);
    expect(await client.getSeats({ owner: key.address })).to.have.length(0);
    expect(await getSeat(walletClient, { address, seat: 2n }).catch(() => undefined)).to.equal(undefined);
    const facts = await getPool(walletClient, { address });
    expect(facts).to.deep.include({ ...poolParameters, seats: 2n, forfeited: 0n, usdc: token });
    expect(facts.escrow).to.equal(setup().address);
    await expectRefusedField("count", "0", () => takeSeats.call({ ...request, count: 0 }));
    await expectRefusedField("key", '"0x"', () => takeSeats.call({ ...request, key: "0x" }));
  });

  it("lets an owner change its key, leave and have its stake back, each in time", async () => {
    const { pool: address, poolDomain: domain, walletClient: client, buyer: other } = setup();
    const [account] = await setup().seatJurors(1);
    if (account === undefined) throw new Error("one juror was seated");
    const validUntil = (await setup().now()) + 600;
    const authorization = { owner: account.address, nonce: 0n, validUntil };
    const keySignature = await signSeatKey({ domain, ...authorization, account: other });
    const change = { address, seat: 0, key: other.address, keySignature, validUntil, account };
    expect(await changeKey(client, change)).to.include({ seat: 0n, previousKey: account.address });
    const back = { address, seat: 0, key: account.address, account };
    const kept = await refusalOf(PoolKeyKeptError, () => changeKey(client, back));
    await setup().setTime(Number(kept.values.until));
    expect(await changeKey(client, back)).to.include({ seat: 0n, previousKey: other.address });

    const seat = { address, seat: 0n, account };
    await refusalOf(PoolNotSeatOwnerError, () => leaveSeat(client, { ...seat, account: other }));
    await refusalOf(PoolSeatNotClosedError, () => withdrawStake(client, seat));
    const { stakeUntil } = await leaveSeat(client, seat);
    const cool = await refusalOf(PoolStakeUnbondingError, () => withdrawStake(client, seat));
    expect(Number(cool.values.until)).to.equal(stakeUntil);
    await setup().setTime(stakeUntil);
    expect(await withdrawStake(client, seat)).to.include({ owner: account.address, amount: seatStake });
    expect(await getSeat(client, { address, seat: 0n })).to.equal(undefined);
    await expectRefusedField("seat", "-1", () => leaveSeat.call({ address, seat: -1 }));
  });

  it("pins seeds once they are known", async () => {
    const { pool: address, walletClient: client, publicClient, mine } = setup();
    const openedInBlock = await publicClient.getBlockNumber();
    const early = await refusalOf(PoolSeedUnknownError, () => pinSeed(client, { address, openedInBlock }));
    const seedBlock = await getSeedBlock(client, { address, openedInBlock });
    expect(early.values.seedBlock).to.equal(seedBlock);
    await mine(Number(seedBlock - openedInBlock) + 1);
    const { hash } = await publicClient.getBlock({ blockNumber: seedBlock });
    expect(await pinSeed(client, { address, openedInBlock })).to.deep.include({
      openedInBlock,
      seedBlock,
      seed: hash,
    });
    const again = await refusalOf(EventMissingError, () => pinSeed(client, { address, openedInBlock }));
    expect(again.message).to.include("SeedPinned");
  });

  it("takes a little from the absent, a tenth of it for the reporter", async () => {
    const { terms, client, pool, panel, jurors, vote, seatsOf } = await judged();
    const { address, relayer } = setup();
    const ballots = await Promise.all(jurors.slice(0, 5).map((juror) => vote(juror, 8_000)));
    await recordBallots(client, { address, terms, panel, ballots });
    const [sixth, seventh] = await Promise.all([seatsOf(5), seatsOf(6)]);
    const about = { address: pool, terms, milestone: 0, panel };
    const report = { ...about, positions: [5, 6], seats: [...sixth, ...seventh] };
    await refusalOf(PoolRoundNotOverError, () => reportAbsence(client, report));
    await setup().increaseTime(terms.verdictWindow);
    await refusalOf(PoolJurorVotedError, async () =>
      reportAbsence(client, { ...about, positions: [0], seats: await seatsOf(0) }),
    );
    const { penalties, rewards, forfeited } = await reportAbsence(client, report);
    expect(penalties).to.deep.equal(
      [5, 6].map((position) => ({
        juror: panel[position],
        seat: report.seats[position - 5],
        penalty: absencePenalty,
      })),
    );
    const tenths = (2n * absencePenalty) / 10n;
    expect(rewards).to.deep.equal([{ account: relayer.address, amount: tenths }]);
    expect(forfeited).to.equal(2n * absencePenalty - tenths);
    await refusalOf(PoolAlreadyPunishedError, () => reportAbsence(client, report));

    const owner = relayer.address;
    const due = await getPoolReward(client, { address: pool, owner });
    expect(due).to.equal((2n * absencePenalty) / 10n);
    expect(await collectReward(client, { address: pool, to: owner })).to.include({
      account: owner,
      amount: due,
    });
    await refusalOf(PoolNothingToCollectError, () => collectReward(client, { address: pool, to: owner }));
  });

  it("takes everything from equivocators, proven by a batch, too", async () => {
    const { terms, client, pool, panel, jurors, question, vote, seatsOf } = await judged();
    const { address, domain } = setup();
    const [account, ...others] = jurors;
    if (account === undefined) throw new Error("a panel was drawn");
    const first = await vote(account, 8_000);
    const ballots = await Promise.all(others.slice(0, 4).map((juror) => vote(juror, 8_000)));
    await recordBallots(client, { address, terms, panel, ballots: [first, ...ballots] });
    const batch = await signBallotBatch({ domain, account, ballots: [{ ...question, score: 0 }] });
    const [proof] = findEquivocations([first, ...batch]);
    if (proof === undefined) throw new Error("two scores were signed");
    await setup().increaseTime(terms.verdictWindow);
    const report = { address: pool, terms, panel, ...proof, seats: await seatsOf(0) };
    const { penalties, rewards, forfeited } = await reportEquivocation(client, report);
    expect(penalties.map(({ juror, penalty }) => [juror, penalty])).to.deep.equal([
      [account.address, seatStake],
    ]);
    expect(rewards.map(({ amount }) => amount)).to.deep.equal([seatStake / 10n]);
    expect(forfeited).to.equal(seatStake - seatStake / 10n);
    await expectRefusedField("first.round", "1", () =>
      reportEquivocation.call({ ...report, first: { ...proof.first, round: 1 } }),
    );
    await expectRefusedField("positions[0]", "1.5", () =>
      reportAbsence.call({ address: pool, terms, panel, milestone: 0, positions: [1.5], seats: [0n] }),
    );
  });

  it("makes an open seat's stake whole again, for anyone who pays it", async () => {
    const { terms, client, pool: address, panel, seatsOf } = await judged();
    const { relayer, token } = setup();
    await setup().increaseTime(terms.verdictWindow);
    const [seat = 0n] = await seatsOf(0);
    await refusalOf(PoolSeatWholeError, () => topUpSeat(client, { address, seat }));
    await reportAbsence(client, { address, terms, milestone: 0, panel, positions: [0], seats: [seat] });
    const before = await getSeat(client, { address, seat });
    expect(before).to.include({ stake: seatStake - absencePenalty, closedAt: undefined });
    await approveStake(client, { address, token, amount: absencePenalty });
    expect(await topUpSeat(client, { address, seat })).to.include({
      ...{ seat, payer: relayer.address, amount: absencePenalty },
    });
    expect(await getSeat(client, { address, seat })).to.deep.equal({ ...before, stake: seatStake });
    const [other = 0n] = await seatsOf(1);
    const owner = setup().accounts.find(({ address: known }) => known === panel[1]);
    await leaveSeat(client, { address, seat: other, account: owner });
    await refusalOf(PoolSeatAlreadyClosedError, () => topUpSeat(client, { address, seat: other }));
  });

  it("takes no report of an absence after a late draw, and none after unbonding", async () => {
    const { terms, poolJurors } = await openContestedDeal(setup());
    const { address, pool, walletClient: client } = setup();
    await setup().increaseTime(terms.verdictWindow / 2 + 60);
    const { panel } = await drawPanel(client, { address, terms, milestone: 0 });
    await setup().increaseTime(terms.verdictWindow);
    expect(poolJurors.length).to.equal(7);
    const [held] = await getSeats(client, { address: pool, key: panel[0] });
    const report = { address: pool, terms, milestone: 0, panel, positions: [0], seats: [held?.seat ?? 0n] };
    const drawn = await refusalOf(PoolDrawnTooLateError, () => reportAbsence(client, report));
    expect(Number(drawn.values.drawnAt - drawn.values.latest)).to.be.greaterThan(0);
    const { unbonding } = await getPool(client, { address: pool });
    await setup().increaseTime(unbonding);
    const late = await refusalOf(PoolReportTooLateError, () => reportAbsence(client, report));
    expect(late.values.timestamp >= late.values.end).to.equal(true);
  });

  it("is not found where there is none", async () => {
    const { address, walletClient } = setup();
    const failure = await errorOf(() => getPool(walletClient, { address: setup().buyer.address }));
    expect(String(failure)).to.include("There is no juror pool at");
    expect(approveStake.call({ address, token: setup().token, amount: 1n }).functionName).to.equal("approve");
  });
});
