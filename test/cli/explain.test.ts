import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { explain, toJson } from "../../sdk/index.ts";
import { domain, poolDomain, signables, tokenDomain } from "../sdk/support/signables.ts";
import { call } from "./support/call.ts";

describe("quittance explain", () => {
  let folder: string;
  let asked: Awaited<ReturnType<typeof signables>>;
  let release: object;
  const written = (content: string) => {
    const file = join(folder, "request.json");
    writeFileSync(file, content);
    return file;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "quittance-explain-"));
    asked = await signables();
    release = { ...asked.get("Release") };
  });

  after(() => rmSync(folder, { recursive: true }));

  it("prints what a file asks to sign, in words or as JSON", async () => {
    const file = written(toJson(release));
    const { text } = explain(release);
    expect(await call(["explain", file])).to.deep.equal({ code: 0, out: `${text}\n`, err: "" });
    const { out } = await call(["explain", file, "--json"]);
    expect(JSON.parse(out)).to.deep.equal(explain(release));
  });

  const chain = ["--chain", String(domain.chainId)];
  const quittance = ["--quittance", domain.verifyingContract];
  const pool = ["--juror-pool", poolDomain.verifyingContract];
  const token = ["--token", tokenDomain.verifyingContract];

  it("compares with what the signer expects, as the second argument of the SDK does", async () => {
    const payment = asked.get("ReceiveWithAuthorization");
    const paysFor = String(Reflect.get(Object(payment?.message), "nonce"));
    const expected = {
      quittance: domain,
      jurorPool: poolDomain,
      token: tokenDomain,
      paysFor: paysFor as Hex,
    };
    const options = [...chain, ...quittance, ...pool, ...token, "--pays-for", paysFor];
    for (const type of ["Release", "SeatKey", "ReceiveWithAuthorization"]) {
      const signable = asked.get(type);
      const { text, warnings } = explain(signable, expected);
      expect(warnings).to.deep.equal([]);
      const answer = await call(["explain", written(toJson(signable)), ...options]);
      expect(answer, type).to.deep.equal({ code: 0, out: `${text}\n`, err: "" });
    }
  });

  it("ends with a code of its own when something differs, or a payment was not compared", async () => {
    const elsewhere = { ...domain, chainId: 1 };
    const file = written(toJson(release));
    const differing = await call(["explain", file, "--chain", "1", ...quittance]);
    expect(differing).to.deep.equal({
      ...{ code: 5, out: `${explain(release, { quittance: elsewhere }).text}\n` },
      err: "quittance: There is a warning. Do not sign it before you know why.\n",
    });
    expect(differing.out).to.contain("Warning: It is for");
    const payment = written(toJson(asked.get("ReceiveWithAuthorization")));
    const blind = await call(["explain", payment, "--json"]);
    expect([blind.code, JSON.parse(blind.out).warnings.length]).to.deep.equal([5, 3]);
    expect(blind.err).to.contain("There are 3 warnings.");
    const other = ["--pays-for", `0x${"77".repeat(32)}`];
    const mistaken = await call(["explain", payment, ...chain, ...quittance, ...token, ...other]);
    expect(mistaken.code).to.equal(5);
    expect(mistaken.out).to.contain("and you expect 0x7777").and.to.contain("Do not sign it.");
  });

  it("refuses expectations that cannot be compared", async () => {
    const file = written(toJson(release));
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [quittance, "--quittance needs --chain <id>"],
      [pool, "--juror-pool needs --chain <id>"],
      [chain, "--chain needs an address on that chain: --quittance, --juror-pool, --token."],
      [["--chain", "0", ...quittance], "a chain's id"],
      [["--chain", "base", ...quittance], "a chain's id"],
      [[...chain, "--token", "0x12"], "It must be an address"],
      [[...chain, "--token", `0x${"aB".repeat(20)}`], "the right checksum"],
      [["--pays-for", "12"], "It must be an id"],
    ];
    for (const [options, says] of wrong) {
      const { code, out, err } = await call(["explain", file, ...options]);
      expect({ code, out }, options.join(" ")).to.deep.equal({ code: 2, out: "" });
      expect(err).to.contain(says);
    }
  });

  it("explains itself with examples and exit codes", async () => {
    const { code, out } = await call(["explain", "--help"]);
    expect(code).to.equal(0);
    for (const part of ["Examples:", '--pays-for "$DEAL"', "Exit codes: 0", "5 explained with a warning"]) {
      expect(out).to.contain(part);
    }
  });

  it("refuses what is no signature of Quittance with a code of its own", async () => {
    const { code, out, err } = await call([
      "explain",
      written(toJson({ ...release, primaryType: "Permit" })),
    ]);
    expect({ code, out }).to.deep.equal({ code: 4, out: "" });
    expect(err).to.contain("signable.primaryType").and.to.contain("Do not sign it");
  });

  it("refuses a file that is missing, too large or no JSON", async () => {
    expect(await call(["explain", join(folder, "none.json")])).to.include({ code: 2, out: "" });
    expect((await call(["explain", written("{")])).err).to.contain("no JSON");
    expect((await call(["explain", written(" ".repeat(1_000_001))])).err).to.contain("1000000 characters");
    expect((await call(["explain", "a", "b"])).code).to.equal(2);
  });
});
