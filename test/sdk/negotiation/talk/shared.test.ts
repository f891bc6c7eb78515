import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { hashNegotiationMessage, memoryNegotiations } from "../../../../sdk/negotiation/index.ts";
import { folderNegotiations } from "../../../../sdk/node.ts";
import { buyer, HOUR, openSide, priced, START, seller, termsFor } from "../support/sides.ts";

describe("two processes of one side", () => {
  let folder = "";

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "quittance-shared-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const stores = {
    "the same memory": () => {
      const store = memoryNegotiations();
      return () => store;
    },
    "the same folder": () => () => folderNegotiations({ folder }),
  };

  it("gives one answer when two processes have the same store", async () => {
    for (const [name, make] of Object.entries(stores)) {
      const open = make();
      const now = () => START;
      const bought = await openSide({ account: buyer, strategy: () => ({ kind: "wait" }), now });
      const { negotiation } = await bought.begin({ terms: termsFor(100n), validFor: HOUR });
      const copies = await Promise.all(
        [200n, 300n, 400n].map((price) =>
          openSide({
            ...{ account: seller, now, store: open() },
            strategy: ({ offers }) => ({
              ...{ kind: "offer", validFor: HOUR },
              terms: priced(offers[0]?.terms ?? termsFor(1n), price),
            }),
          }),
        ),
      );
      const sent = await bought.envelope(negotiation);
      const replies = await Promise.all(copies.map((copy) => copy.receive(sent)));
      const offered = replies.flatMap(({ messages }) => messages.map(hashNegotiationMessage));
      expect(offered, name).to.have.length(3);
      expect(new Set(offered).size).to.equal(1);
      const fresh = await openSide({
        account: seller,
        strategy: () => ({ kind: "wait" }),
        now,
        store: open(),
      });
      expect(fresh.list()).to.deep.equal([negotiation]);
      await fresh.forget(negotiation);
      expect(await open().list()).to.deep.equal([]);
    }
  });
});
