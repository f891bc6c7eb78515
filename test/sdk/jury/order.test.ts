import { expect } from "chai";
import fc from "fast-check";
import { type Address, concatHex, getAddress, type Hex, keccak256, numberToHex } from "viem";
import { orderSeats, type SnapshotSeat } from "../../../sdk/jury/index.ts";
import { firstAble, outlookOf } from "../../../sdk/jury/order.ts";
import { expectRefusedField } from "../support/refusal.ts";

const person = (number: number): Address => getAddress(numberToHex(number + 1, { size: 20 }));
const seed = (number: number): Hex => keccak256(numberToHex(number));
const seatsOf = (owners: readonly number[]): SnapshotSeat[] =>
  owners.map((owner, seat) => ({ seat, owner: person(owner), key: person(1_000 + owner) }));
const all = (seats: readonly SnapshotSeat[]) => ({
  able: new Set(seats.map(({ key }) => key.toLowerCase())),
  excluded: new Set<string>(),
});

/** The order as the page describes it, written a second time and slowly. */
function slowOrder(start: Hex, seats: readonly SnapshotSeat[]): SnapshotSeat[] {
  const words: bigint[] = [];
  for (let block = 0; words.length < 2 * seats.length + 16; block++) {
    const hash = keccak256(concatHex([start, numberToHex(block, { size: 4 })])).slice(2);
    for (let at = 0; at < 64; at += 8) words.push(BigInt(`0x${hash.slice(at, at + 8)}`));
  }
  const order = [...seats];
  for (let place = order.length - 1; place > 0; place--) {
    const range = BigInt(place + 1);
    let word = words.shift() ?? 0n;
    while (word >= (2n ** 32n / range) * range) word = words.shift() ?? 0n;
    const other = Number(word % range);
    [order[place], order[other]] = [order[other] as SnapshotSeat, order[place] as SnapshotSeat];
  }
  return order;
}

describe("order of a draw", () => {
  const owners = fc.array(fc.nat(20), { maxLength: 60 });

  it("is the one that the page describes, for any seed and seats", () => {
    fc.assert(
      fc.property(owners, fc.nat(), (held, number) => {
        const seats = seatsOf(held);
        expect(orderSeats({ seed: seed(number), seats })).to.deep.equal(slowOrder(seed(number), seats));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("has every seat once", () => {
    fc.assert(
      fc.property(owners, fc.nat(), (held, number) => {
        const seats = seatsOf(held);
        const numbers = orderSeats({ seed: seed(number), seats }).map((one) => one.seat);
        expect([...numbers].sort((one, other) => one - other)).to.deep.equal(seats.map((one) => one.seat));
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it("gives each seat each place as often as chance does", () => {
    const seats = seatsOf([0, 1, 2, 3, 4]);
    const counts = seats.map(() => seats.map(() => 0));
    for (let draw = 0; draw < 5_000; draw++) {
      for (const [place, { seat }] of orderSeats({ seed: seed(draw), seats }).entries()) {
        const row = counts[place] as number[];
        row[seat] = (row[seat] ?? 0) + 1;
      }
    }
    // 1,000 each is expected; 150 is more than five standard deviations.
    for (const row of counts) for (const count of row) expect(count).to.be.within(850, 1_150);
  });

  it("is refused for a seed that is no 32 bytes", async () => {
    await expectRefusedField("seed", /0x11/, () => orderSeats({ seed: "0x11", seats: [] }));
  });

  it("does not depend on who is able: skipping only skips", () => {
    fc.assert(
      fc.property(owners, fc.nat(), fc.array(fc.nat(20)), (held, number, unable) => {
        const seats = seatsOf(held);
        const order = orderSeats({ seed: seed(number), seats });
        const filter = all(seats);
        const fewer = new Set(filter.able);
        for (const one of unable) fewer.delete(person(1_000 + one).toLowerCase());
        const whole = firstAble(order, filter, seats.length);
        const skipped = firstAble(order, { ...filter, able: fewer }, seats.length);
        expect(skipped).to.deep.equal(whole.filter((key) => fewer.has(key.toLowerCase())));
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("takes an owner of many seats once, and as much more often as it has more seats", () => {
    const seats = seatsOf([...Array.from({ length: 10 }, () => 0), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let first = 0;
    for (let draw = 0; draw < 2_000; draw++) {
      const panel = firstAble(orderSeats({ seed: seed(draw), seats }), all(seats), 3);
      expect(new Set(panel).size).to.equal(3);
      if (panel[0] === person(1_000)) first += 1;
    }
    // It has half of the seats, and so half of the first places.
    expect(first).to.be.within(880, 1_120);
  });

  it("takes a key that two owners share once", () => {
    const seats = [0, 1, 2].map((seat) => ({ seat, owner: person(seat), key: person(9) }));
    expect(firstAble(seats, all(seats), 3)).to.deep.equal([person(9)]);
    expect(outlookOf(seats, all(seats), 1)).to.deep.equal({ seats: 3, owners: 3, able: 1, needed: 5 });
  });

  it("leaves out those that are excluded, by owner and by key", () => {
    const seats = seatsOf([0, 1, 2, 3]);
    const excluded = new Set([person(0), person(1_001)].map((one) => one.toLowerCase()));
    expect(firstAble(seats, { ...all(seats), excluded }, 4)).to.deep.equal([person(1_002), person(1_003)]);
    expect(outlookOf(seats, { ...all(seats), excluded }, 1).able).to.equal(2);
  });

  it("counts owners, not seats, among the candidates", () => {
    const seats = seatsOf([0, 0, 0, 1]);
    expect(outlookOf(seats, all(seats), 3)).to.deep.equal({ seats: 4, owners: 2, able: 2, needed: 15 });
  });
});
