import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { explain, toJson } from "../../sdk/index.ts";
import { signables } from "../sdk/support/signables.ts";
import { call } from "./support/call.ts";

describe("quittance explain", () => {
  let folder: string;
  let release: object;
  const written = (content: string) => {
    const file = join(folder, "request.json");
    writeFileSync(file, content);
    return file;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "quittance-explain-"));
    release = { ...(await signables()).get("Release") };
  });

  after(() => rmSync(folder, { recursive: true }));

  it("prints what a file asks to sign, in words or as JSON", async () => {
    const file = written(toJson(release));
    const { text } = explain(release);
    expect(await call(["explain", file])).to.deep.equal({ code: 0, out: `${text}\n`, err: "" });
    const { out } = await call(["explain", file, "--json"]);
    expect(JSON.parse(out)).to.deep.equal(explain(release));
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
