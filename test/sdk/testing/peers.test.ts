import { expect } from "chai";
import { BaseError } from "../../../sdk/index.ts";
import { importPeer, NodeTooOldError, type Peer, PeerMissingError } from "../../../sdk/testing/peers.ts";
import { refusalOf } from "../support/refusal.ts";

const absent = () => Promise.reject(Object.assign(new Error("none"), { code: "ERR_MODULE_NOT_FOUND" }));

describe("a package that only quittance/testing needs", () => {
  for (const [peer, node, isTaken] of [
    ["hardhat", "20.20.2", false],
    ["hardhat", "22.12.0", false],
    ["hardhat", "22.13.0", true],
    ["hardhat", "24.0.0", true],
    ["@quittance/indexer", "20.0.0", true],
  ] as const satisfies readonly (readonly [Peer, string, boolean])[]) {
    it(`is ${isTaken ? "" : "not "}imported: ${peer} under Node ${node}`, async () => {
      let imports = 0;
      const load = async () => ++imports;
      if (isTaken) await importPeer(peer, load, node);
      else {
        const { shortMessage, remedy } = await refusalOf(NodeTooOldError, () => importPeer(peer, load, node));
        expect(shortMessage).to.equal(`This is Node ${node}; hardhat needs 22.13 or newer.`);
        expect(remedy).to.match(/^Use a newer Node, then run npm install again/);
      }
      expect(imports).to.equal(isTaken ? 1 : 0);
    });
  }

  it("is named with what installs it where it is missing", async () => {
    const missing = await refusalOf(PeerMissingError, () => importPeer("hardhat", absent, "24.0.0"));
    expect(missing).to.be.an.instanceof(BaseError);
    expect(missing.shortMessage).to.equal(
      "quittance/testing needs hardhat here, and it is not installed. Run: npm install --save-dev hardhat@3.17.0",
    );
    expect(missing.remedy).to.equal("Run the command under Node 22.13 or newer.");
    expect(missing.docsPath).to.equal("docs/errors.md#errors-before-anything-is-sent");
  });
});
