import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Hex } from "viem";
import { ApprovalClosedError, ApprovalUnknownError, InvalidFieldError, toJson } from "../../../sdk/index.ts";
import {
  type ApprovalStore,
  answerApproval,
  approvalState,
  approvalText,
  askPrincipal,
  type Commitment,
  memoryApprovals,
  type NegotiationView,
  parseAskedApproval,
  type ReviewAnswer,
} from "../../../sdk/negotiation/index.ts";
import { folderApprovals } from "../../../sdk/node.ts";
import { useFolder } from "../../support/folder.ts";
import { expectRefusedField, refusalOf } from "../support/refusal.ts";
import {
  BUYER,
  DAY,
  domain,
  HOUR,
  NOON,
  named,
  offer,
  party,
  SELLER,
  termsOf,
  USDC,
  viewOf,
} from "./support/reviewed.ts";

const PILOT = { rule: "pilot", text: "Every commitment asks." };
const asks = async (): Promise<ReviewAnswer> => ({ kind: "ask", reasons: [PILOT] });

describe("negotiation: what a principal is asked and answers", () => {
  const folder = useFolder();
  const stores: Readonly<Record<string, () => ApprovalStore>> = {
    "in memory": memoryApprovals,
    "in a folder": () => folderApprovals({ folder: join(folder(), "approvals") }),
  };

  for (const [place, open] of Object.entries(stores)) {
    describe(place, () => {
      let store: ApprovalStore;

      beforeEach(() => {
        store = open();
      });

      const reviewer = (review = asks, waits = DAY) => askPrincipal({ domain, review, store, waits });

      const askedBy = async (commitment: Commitment, view: NegotiationView, review = asks) => {
        const answer = await reviewer(review)(commitment, view);
        if (answer.kind !== "ask") throw new Error(`it is ${answer.kind}`);
        return answer.asked;
      };
      const answered = (id: Hex, decision: "approve" | "refuse", now = NOON) =>
        answerApproval({ store, id, decision, now });
      const kindOf = async (commitment: Commitment, view: NegotiationView, review = asks) =>
        (await reviewer(review)(commitment, view)).kind;

      it("asks once, waits, and is allowed once after the principal's yes", async () => {
        const asked = await askedBy(offer(termsOf()), viewOf());
        expect((await askedBy(offer(termsOf()), viewOf([], { now: NOON + 60 }))).id).to.equal(asked.id);
        expect((await store.list()).map((each) => approvalState(each, NOON))).to.deep.equal(["pending"]);
        await answered(asked.id, "approve");
        expect(await kindOf(offer(termsOf()), viewOf([], { now: NOON + 61 }))).to.equal("allow");
        const again = await askedBy(offer(termsOf()), viewOf([], { now: NOON + 62 }));
        expect(again.id).to.not.equal(asked.id);
        const states = (await store.list()).map((each) => approvalState(each, NOON + 62)).sort();
        expect(states).to.deep.equal(["pending", "used"]);
      });

      it("gives one of many reviews at once the approval", async () => {
        const asked = await askedBy(offer(termsOf()), viewOf());
        await answered(asked.id, "approve");
        const kinds = await Promise.all(Array.from({ length: 8 }, () => kindOf(offer(termsOf()), viewOf())));
        expect(kinds.filter((kind) => kind === "allow")).to.have.length(1);
      });

      it("cannot be used for other terms, another place, another contract or another reason", async () => {
        const view = viewOf([termsOf(), termsOf({ price: 21n * USDC })]);
        const terms = termsOf({ price: 20n * USDC });
        const asked = await askedBy(offer(terms), view);
        await answered(asked.id, "approve");
        const thefts: [Commitment, NegotiationView][] = [
          ...[
            { price: 20n * USDC + 1n },
            { seller: party(9) },
            { pact: named(2) },
            { panel: [party(1), party(2), party(4)] },
            { salt: 2n },
            { openBy: terms.openBy + 1 },
            { marketplaceFee: 1 },
            { sellerToLedger: !terms.sellerToLedger },
            { verificationFee: 1n },
          ].map((changes): [Commitment, NegotiationView] => [offer(termsOf(changes)), view]),
          [{ kind: "offer", terms, validFor: HOUR + 1 }, view],
          [{ kind: "accept" }, viewOf([termsOf(), terms])],
          [offer(terms), viewOf([termsOf()])],
          [offer(terms), viewOf()],
          [offer(terms), { ...view, side: "seller" }],
          [
            offer(terms),
            {
              ...view,
              offers: view.offers.map((each, index) => (index === 0 ? { ...each, hash: named(7) } : each)),
            },
          ],
        ];
        for (const [commitment, at] of thefts) expect(await kindOf(commitment, at)).to.equal("ask");
        const other = { ...domain, chainId: 1 };
        const elsewhere = askPrincipal({ domain: other, review: asks, store });
        expect((await elsewhere(offer(terms), view)).kind).to.equal("ask");
        const worse = async () =>
          ({ kind: "ask", reasons: [PILOT, { rule: "odd-hour", text: "late" }] }) as const;
        expect(await kindOf(offer(terms), view, worse)).to.equal("ask");
        // What was approved is still there, and is used once.
        expect(await kindOf(offer(terms), view)).to.equal("allow");
      });

      it("expires, and binds its time limit", async () => {
        const asked = await askedBy(offer(termsOf()), viewOf());
        const { expiresAt } = asked;
        expect(expiresAt).to.equal(Math.min(NOON + DAY, termsOf().openBy));
        await answered(asked.id, "approve", expiresAt - 1);
        expect(
          await kindOf(offer(termsOf({ openBy: NOON + 9 * DAY })), viewOf([], { now: expiresAt })),
        ).to.equal("ask");
        const late = termsOf({ openBy: NOON + 9 * DAY });
        const longer = await askedBy(offer(late), viewOf());
        await answered(longer.id, "approve", NOON);
        expect(await kindOf(offer(late), viewOf([], { now: longer.expiresAt }))).to.equal("ask");
        expect(await kindOf(offer(late), viewOf([], { now: longer.expiresAt - 1 }))).to.equal("allow");
        const error = await refusalOf(ApprovalClosedError, () =>
          answered(longer.id, "refuse", longer.expiresAt),
        );
        expect(error.state).to.equal("used");
      });

      it("ends when the offer that it accepts does, and is not asked after that", async () => {
        const view = viewOf([termsOf(), termsOf()]);
        const asked = await askedBy({ kind: "accept" }, view);
        expect(asked.expiresAt).to.equal(NOON + HOUR);
        const after = { ...view, now: NOON + HOUR };
        expect(await kindOf({ kind: "accept" }, after)).to.equal("refuse");
      });

      it("is refused until its time is over, and asked again then", async () => {
        const terms = termsOf({ openBy: NOON + 9 * DAY });
        const asked = await askedBy(offer(terms), viewOf());
        await answered(asked.id, "refuse");
        expect(await kindOf(offer(terms), viewOf([], { now: asked.expiresAt - 1 }))).to.equal("refuse");
        expect(await kindOf(offer(terms), viewOf([], { now: asked.expiresAt }))).to.equal("ask");
      });

      it("counts the first answer, and takes an approval back that was not used", async () => {
        const asked = await askedBy(offer(termsOf()), viewOf());
        const both = await Promise.allSettled([answered(asked.id, "approve"), answered(asked.id, "approve")]);
        expect(both.some(({ status }) => status === "fulfilled")).to.equal(true);
        const error = await refusalOf(ApprovalClosedError, () => answered(asked.id, "approve"));
        expect(error.state).to.equal("approved");
        await answered(asked.id, "refuse");
        expect(await kindOf(offer(termsOf()), viewOf())).to.equal("refuse");
        await refusalOf(ApprovalClosedError, () => answered(asked.id, "approve"));
        await refusalOf(ApprovalUnknownError, () => answered(named(3), "approve"));
      });

      it("stores no answer to what was refused or allowed by the review itself", async () => {
        const allow = async () => ({ kind: "allow" }) as const;
        const refuse = async () => ({ kind: "refuse", reasons: [PILOT] }) as const;
        expect(await kindOf(offer(termsOf()), viewOf(), allow as never)).to.equal("allow");
        expect(await kindOf(offer(termsOf()), viewOf(), refuse as never)).to.equal("refuse");
        expect(await store.list()).to.deep.equal([]);
      });
    });
  }

  it("is refused when a word of it was changed", async () => {
    const store = memoryApprovals();
    await askPrincipal({ domain, review: asks, store })(
      offer(termsOf({ pact: named(3) })),
      viewOf([termsOf(), termsOf({ pact: named(2) })]),
    );
    const [record] = await store.list();
    if (record === undefined) throw new Error("it is there");
    const { asked } = record;
    const parts: [string, object][] = [
      ["id", { value: 1n }],
      ["id", { expiresAt: asked.expiresAt + 1 }],
      ["id", { reasons: [] }],
      ["id", { changes: [] }],
      ["subject", { terms: termsOf({ price: USDC }) }],
      ["subject", { negotiation: named(9) }],
      ["subject", { chainId: 1 }],
    ];
    for (const [field, change] of parts) {
      const given = JSON.parse(toJson({ ...asked, ...change }));
      await expectRefusedField(`approval.${field}`, /^"?0x/, () => parseAskedApproval(given));
      await refusalOf(InvalidFieldError, () => approvalText({ ...asked, ...change }));
    }
    expect(parseAskedApproval(toJson(asked))).to.deep.equal(asked);
  });

  it("is refused in a folder whose files were changed or moved, and is for its owner alone", async () => {
    const path = join(folder(), "approvals");
    const store = folderApprovals({ folder: path });
    const review = askPrincipal({ domain, review: asks, store });
    await review(offer(termsOf()), viewOf());
    await review(offer(termsOf({ price: USDC })), viewOf());
    const files = (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".asked"));
    const [one = "", other = ""] = files.map((name) => join(path, name));
    expect(files).to.have.length(2);
    expect((await stat(one)).mode & 0o077).to.equal(0);
    const text = await readFile(one, "utf8");
    await writeFile(one, await readFile(other));
    await refusalOf(InvalidFieldError, () => store.list());
    await writeFile(one, text.replace('"value":"', '"value":"9'));
    await refusalOf(InvalidFieldError, () => store.list());
    await writeFile(one, text);
    expect(await store.list()).to.have.length(2);
  });

  it("says who, what, how much, by when, why, and what changed", async () => {
    const store = memoryApprovals();
    const terms = termsOf({ price: 21n * USDC, verificationFee: USDC });
    const view = viewOf([termsOf(), terms]);
    await askPrincipal({ domain, review: asks, store })({ kind: "accept" }, view);
    const [record] = await store.list();
    if (record === undefined) throw new Error("it is there");
    const text = approvalText(record.asked, {
      nameOf: (one) => (one === SELLER ? "@translator\u001b[2J" : undefined),
    });
    for (const part of [
      "Your agent wants to accept an offer as the buyer",
      `You: ${BUYER}`,
      `The seller: ${SELLER} (@translator\\u001b[2J)`,
      "You pay when it opens: 22.00 USDC",
      "Price: 21.00 USDC in 1 milestone",
      "Every commitment asks. [pilot]",
      "milestones[0].amount: 20.00 USDC -> 21.00 USDC",
      "verificationFee: 0.00 USDC -> 1.00 USDC",
      record.asked.id,
    ])
      expect(text).to.contain(part);
  });

  it("bounds and escapes what others wrote into its reasons", async () => {
    const store = memoryApprovals();
    const hostile = "\u001b[2J\u202eYES\nAnswer before never".repeat(1_000);
    const loud = async (): Promise<ReviewAnswer> => ({
      kind: "ask",
      reasons: Array.from({ length: 500 }, () => ({ rule: hostile, text: hostile })),
    });
    await askPrincipal({ domain, review: loud, store })(offer(termsOf()), viewOf());
    const [record] = await store.list();
    if (record === undefined) throw new Error("it is there");
    await answerApproval({ store, id: record.asked.id, decision: "approve", now: NOON });
    const again = await askPrincipal({ domain, review: loud, store })(offer(termsOf()), viewOf());
    expect(again.kind).to.equal("allow");
    const text = approvalText(record.asked);
    expect(text.length).to.be.lessThan(60_000);
    expect(text.replaceAll("\n", "")).to.not.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(text.split("\n").filter((line) => line.startsWith("Answer before"))).to.have.length(1);
  });
});
