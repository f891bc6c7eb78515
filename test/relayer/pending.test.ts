import { expect } from "chai";
import { toHex } from "viem";
import { rememberIntents } from "../../sdk/relayer/pending.ts";

describe("intents that a client remembers", () => {
  const idOf = (number: number) => toHex(number, { size: 32 });
  const intentOf = (number: number, isUnanswered: boolean) => ({
    asked: { data: toHex(number), deployments: [] },
    isUnanswered,
  });

  it("are no more than so many, and those without an answer stay longest", () => {
    const pending = rememberIntents(3);
    const put = (number: number, isUnanswered: boolean) =>
      pending.set(idOf(number), intentOf(number, isUnanswered));
    const known = () =>
      [1, 2, 3, 4, 5, 6, 7].filter((number) => pending.get(idOf(number))?.asked.data === toHex(number));
    put(1, true);
    put(2, false);
    put(3, false);
    put(2, false);
    put(4, true);
    expect(known()).to.deep.equal([1, 2, 4]);
    put(5, true);
    put(6, true);
    expect(known()).to.deep.equal([4, 5, 6]);
    pending.delete(idOf(5));
    put(7, false);
    expect(known()).to.deep.equal([4, 6, 7]);
  });
});
