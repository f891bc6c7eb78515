import { expect } from "chai";
import { type Address, encodeFunctionData, type Hex, zeroHash } from "viem";
import {
  encodeBriefTerms,
  encodeSchedule,
  encodeTerms,
  encodeVerdictGroup,
  encodeVouchers,
  MalformedTermsError,
  quittanceAbi,
  type Terms,
} from "../../sdk/index.ts";
import { encodeOpeningGroups } from "../../sdk/protocol/opening-group-codec.ts";
import { decodeIntent, partiesOf } from "../../sdk/relayer/index.ts";
import { exampleTab, exampleTerms } from "../../sdk/testing/index.ts";
import { refusalOf } from "../sdk/support/refusal.ts";
import { useStack } from "../sdk/support/setup.ts";

const PLACE: Address = "0x00000000000000000000000000000000000000C7";
const SIGNATURE: Hex = `0x${"11".repeat(65)}`;

describe("whom a relayed call is about", () => {
  const setup = useStack();
  const partiesIn = (functionName: string, args: readonly unknown[]) =>
    partiesOf(decodeIntent(encodeFunctionData({ abi: quittanceAbi, functionName, args } as never)));
  const rolesOf = ({ buyer, seller, panel, marketplace, disputes }: Terms) => [
    ...[buyer, seller, ...panel, marketplace],
    ...(disputes === undefined ? [] : [disputes.arbiter]),
  ];

  it("are all of whole terms, with the contest's rounds and fees", async () => {
    const stack = setup();
    const [, , , , , , , , arbiter, marketplace] = stack.accounts.map(({ address }) => address);
    const changes = { contestWindow: 3_600, marketplaceFee: 100, marketplace: marketplace ?? PLACE };
    const plain = await exampleTerms(stack, changes);
    const { disputes } = plain;
    if (disputes === undefined) throw new Error("a contest window has rules");
    const terms: Terms = {
      ...plain,
      disputes: { ...disputes, arbiter: arbiter ?? PLACE, rulingWindow: 3_600 },
    };
    const other = await exampleTerms(stack, { seller: PLACE });
    const packed = encodeTerms(terms);
    expect(partiesIn("release", [packed, 0, SIGNATURE])).to.have.members([...new Set(rolesOf(terms))]);
    expect(partiesIn("settle", [packed, 0])).to.have.members([...new Set(rolesOf(terms))]);
    const amended = partiesIn("amend", [packed, encodeTerms(other), SIGNATURE, SIGNATURE]);
    expect(amended).to.include.members([terms.seller, PLACE]);
    expect(partiesIn("rate", [packed, PLACE, 5, zeroHash, SIGNATURE])).to.include(PLACE);
  });

  it("are buyer, seller and panel of brief terms, and the buyer of a schedule", async () => {
    const terms = await exampleTerms(setup());
    const { buyer, seller, panel } = terms;
    const judged = [encodeBriefTerms(terms), 0, zeroHash, "0x"];
    expect(partiesIn("submitVerdict", judged)).to.have.members([buyer, seller, ...panel]);
    expect(partiesIn("reclaim", [encodeSchedule(terms), zeroHash, 0, SIGNATURE])).to.deep.equal([buyer]);
  });

  it("are those of every deal of a batch", async () => {
    const [one, other] = [await exampleTerms(setup()), await exampleTerms(setup(), { seller: PLACE })];
    const signed = { buyerSignature: SIGNATURE, sellerSignature: SIGNATURE };
    const groups = encodeOpeningGroups([one, other].map((terms) => ({ terms, ...signed })));
    expect(partiesIn("openBatch", [groups, "0x", true])).to.include.members([one.buyer, one.seller, PLACE]);
    const jurors = [{ position: 0, reasons: zeroHash, signature: SIGNATURE }];
    const items = [{ terms: other, milestone: 0, evidence: zeroHash, scores: [1] }];
    const verdicts = [encodeVerdictGroup({ jurors, items })];
    expect(partiesIn("submitVerdicts", [verdicts, true])).to.include.members([other.buyer, PLACE]);
  });

  it("are payers and payees of tabs and orders", async () => {
    const tab = await exampleTab(setup());
    const vouchers = encodeVouchers([{ tab, amount: 1n, signature: SIGNATURE }]);
    expect(partiesIn("redeem", [tab.payee, vouchers])).to.have.members([tab.account, tab.payee]);
    const order = { account: PLACE, nonce: 1n, validUntil: 9, category: 0, memo: zeroHash };
    const orders = [{ ...order, payments: [{ payee: tab.payee, amount: 1n }] }];
    expect(partiesIn("pay", [orders, [SIGNATURE]])).to.have.members([PLACE, tab.payee]);
  });

  it("are not known of terms that are cut off", async () => {
    const terms = encodeTerms(await exampleTerms(setup()));
    for (const bytes of [0, 20, 33, 34, 60, 100]) {
      const cut = terms.slice(0, 2 + 2 * bytes);
      await refusalOf(MalformedTermsError, () => partiesIn("settle", [cut, 0]));
    }
  });
});
