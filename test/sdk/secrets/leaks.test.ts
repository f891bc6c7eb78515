import { expect } from "chai";
import { generatePrivateKey } from "viem/accounts";
import { leakIn } from "./leaks.ts";

describe("the search for a key in an error", () => {
  const key = generatePrivateKey();
  const digits = key.slice(2);

  it("finds twelve digits of it in a row, wherever they begin, in capitals, too", () => {
    const missed = Array.from({ length: 53 }, (_, at) => digits.slice(at, at + 12)).filter((part) =>
      [part, part.toUpperCase()].some((shown) => leakIn(new Error(`is ${shown}.`), key) === undefined),
    );
    expect(missed).to.deep.equal([]);
  });

  it("finds it in causes, in properties, as a number and in base64", () => {
    const places = [
      new Error("no", { cause: new Error(key) }),
      Object.assign(new Error("no"), { given: { account: key } }),
      new Error(BigInt(key).toString()),
      new Error(Buffer.from(digits, "hex").toString("base64")),
    ];
    for (const error of places) expect(leakIn(error, key)).to.be.a("string");
  });

  it("passes eleven digits, and what shows nothing", () => {
    expect(leakIn(new Error(`is ${digits.slice(0, 11)}.`), key)).to.equal(undefined);
    expect(leakIn(new Error("is not an account"), key)).to.equal(undefined);
  });
});
