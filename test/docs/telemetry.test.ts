import { expect } from "chai";
import { acceptOffer, openDeal, readTokenDomain, release, signOffer } from "../../sdk/index.ts";
import type { Kpis } from "../../sdk/telemetry/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

const page = readPage("docs/telemetry.md");
const [example = ""] = blocks(page, "ts");
const following = wholeModule(exampleFolder("telemetry"), "following", example);

interface Page {
  readonly follow: (...given: unknown[]) => Promise<Kpis>;
}

describe("docs/telemetry.md", () => {
  const setup = useStack();

  it("has an example that passes the type checker", () => {
    expect(typeErrors([following])).to.deep.equal([]);
  });

  it("has an example that follows a deal to its figures", async () => {
    const stack = setup();
    const { address, domain, buyer, seller, walletClient, publicClient } = stack;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const terms = await exampleTerms(stack);
    const validUntil = (await stack.now()) + 600;
    const first = await signOffer({ domain, terms, validUntil, account: buyer });
    const [payment, work] = await Promise.all(
      [buyer, seller].map((account) => acceptOffer({ domain, offer: first, token, account })),
    );
    if (payment === undefined || work === undefined) throw new Error("both have signed");
    const signatures = { buyerSignature: payment.signature, sellerSignature: work.signature };
    const { dealId } = await openDeal(walletClient, { address, terms, ...signatures });
    await release(stack.clientOf(buyer), { address, terms, milestone: 0 });
    await stack.mine(4);

    const { follow } = (await following.load()) as unknown as Page;
    const kpis = await follow(publicClient, { domain, first, address, dealId });
    expect(kpis).to.include({ dealsOpened: 1, milestonesSettled: 1, disputeRate: 0 });
    const spent = terms.milestones[0]?.amount;
    expect(kpis.agents.find(({ agent }) => agent === buyer.address)?.spent).to.equal(spent);
  });

  it("lists every step", () => {
    expect(tableRows(section(page, "Steps")).map(([name]) => name?.replaceAll("`", ""))).to.deep.equal([
      ...["found", "offered", "withdrawn", "agreed", "ended", "opened", "delivered", "judged", "contested"],
      ...["settled", "cancelled", "rated", "cost"],
    ]);
  });
});
