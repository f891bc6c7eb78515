import { expect } from "chai";
import fc from "fast-check";
import type { Address } from "viem";
import type { AccountChange, RecordedChange } from "../../../../sdk/identity/did/history.ts";
import { standingAt } from "../../../../sdk/identity/did/standing.ts";

const [principal, heir, a, b] = ["c1", "c2", "a1", "b1"].map((byte) => `0x${byte.repeat(20)}` as Address) as [
  Address,
  Address,
  Address,
  Address,
];
const LATE = 10_000;

const opened: AccountChange = { kind: "opened", principal };
const keySet = (key: Address, expiry: number, capabilities = 1): AccountChange => ({
  kind: "key",
  key,
  expiry,
  capabilities,
});
const frozen = (of: "account" | "principal", now: boolean): AccountChange => ({
  kind: "frozen",
  of,
  frozen: now,
});

/** Changes with the number of their block, in order. */
const recorded = (...changes: readonly (readonly [number, AccountChange])[]): RecordedChange[] =>
  changes.map(([block, change], logIndex) => ({ ...change, blockNumber: BigInt(block), logIndex }));
const at = (changes: readonly RecordedChange[], block: number, time = 100) =>
  standingAt(changes, { block: BigInt(block), time });
const keysAt = (changes: readonly RecordedChange[], block: number, time = 100) =>
  at(changes, block, time)?.keys.map(({ key }) => key);

describe("who may speak for an account", () => {
  it("is nobody before it was opened", () => {
    const changes = recorded(
      [1, { kind: "controller", controller: heir }],
      [5, opened],
      [5, keySet(a, LATE)],
    );
    expect(at(changes, 4)).to.equal(undefined);
    expect(at(changes, 5)).to.deep.equal({
      principal,
      controller: heir,
      keys: [{ key: a, expiry: LATE, capabilities: 1 }],
      frozen: false,
      opened: 5n,
      changed: 5n,
      next: undefined,
    });
    expect(at([], 5)).to.equal(undefined);
  });

  it("follows the order of changes in one block, and what came before the opening", () => {
    const changes = recorded(
      [1, frozen("principal", true)],
      [5, opened],
      [5, keySet(b, LATE)],
      [5, keySet(a, LATE)],
      [7, keySet(a, 0, 0)],
      [7, keySet(a, LATE, 8)],
      [7, keySet(b, LATE)],
      [7, keySet(b, 0, 0)],
      [9, frozen("principal", false)],
      [9, { kind: "controller", controller: heir }],
    );
    expect(keysAt(changes, 6)).to.deep.equal([a, b]);
    expect(at(changes, 6)).to.deep.include({ frozen: true, changed: 5n, next: 7n, controller: principal });
    expect(at(changes, 7)?.keys).to.deep.equal([{ key: a, expiry: LATE, capabilities: 8 }]);
    expect(at(changes, 9)).to.deep.include({ frozen: false, changed: 9n, next: undefined, controller: heir });
  });

  it("is frozen as long as either freeze lasts", () => {
    const changes = recorded(
      [5, opened],
      [6, frozen("account", true)],
      [7, frozen("principal", true)],
      [8, frozen("account", false)],
      [9, frozen("principal", false)],
    );
    const states = [5, 6, 7, 8, 9].map((block) => at(changes, block)?.frozen);
    expect(states).to.deep.equal([false, true, true, true, false]);
  });

  it("includes a key while now < expiry, and nothing that happened later changes what was", () => {
    const change = fc.oneof(
      fc.record({
        kind: fc.constant("key" as const),
        key: fc.constantFrom(a, b, heir),
        expiry: fc.integer({ min: 0, max: 50 }),
        capabilities: fc.integer({ min: 0, max: 15 }),
      }),
      fc.record({
        kind: fc.constant("frozen" as const),
        of: fc.constantFrom("account" as const, "principal" as const),
        frozen: fc.boolean(),
      }),
      fc.record({ kind: fc.constant("controller" as const), controller: fc.constantFrom(principal, heir) }),
    );
    const life = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), change), { maxLength: 30 });
    fc.assert(
      fc.property(life, fc.nat(60), fc.nat(60), (steps, upTo, time) => {
        let block = 0;
        const later = steps.map(([gap, next]): readonly [number, AccountChange] => {
          block += gap;
          return [block, next];
        });
        const changes = recorded([0, opened], ...later);
        const known = changes.filter(({ blockNumber }) => blockNumber <= BigInt(upTo));
        const seen = at(changes, upTo, time);
        const then = at(known, upTo, time);
        expect({ ...seen, next: undefined }).to.deep.equal(then);
        for (const key of [a, b, heir]) {
          const last = known.findLast((one) => one.kind === "key" && one.key === key);
          const live = last?.kind === "key" && time < last.expiry;
          expect(seen?.keys.some((one) => one.key === key)).to.equal(live);
        }
      }),
    );
  });
});
