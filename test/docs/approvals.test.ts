import { join } from "node:path";
import { expect } from "chai";
import { formatUsdc } from "../../sdk/index.ts";
import {
  type ApprovalFacts,
  answerApproval,
  approvalPolicy,
  askPrincipal,
  type FactsSource,
  memoryApprovals,
  narrowLimits,
  type PrincipalAnswer,
} from "../../sdk/negotiation/index.ts";
import { folderApprovals } from "../../sdk/node.ts";
import {
  asksToAccept,
  BUYER,
  domain,
  factsOf,
  NOON,
  offer,
  termsOf,
  USDC,
  viewOf,
} from "../sdk/negotiation/support/reviewed.ts";
import * as sides from "../sdk/negotiation/support/sides.ts";
import { errorOf } from "../sdk/support/refusal.ts";
import { useFolder } from "../support/folder.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section } from "./support/markdown.ts";

const page = readPage("docs/approvals.md");
const [example = "", carrying = "", reading = ""] = blocks(page, "ts");
const leashed = wholeModule(exampleFolder("approvals"), "leashed", example);
const carried = wholeModule(exampleFolder("approvals-carried"), "carried", carrying);
const facts = wholeModule(exampleFolder("approvals-facts"), "facts", reading);

interface Page {
  readonly leash: (...given: unknown[]) => (...given: unknown[]) => Promise<PrincipalAnswer>;
}

describe("docs/approvals.md", () => {
  const folder = useFolder();

  it("has examples that pass the type checker", () => {
    expect(typeErrors([leashed, carried, facts])).to.deep.equal([]);
  });

  it("has an example that asks about what is beyond its limits, and goes on after a yes", async () => {
    const { leash } = (await leashed.load()) as unknown as Page;
    const path = join(folder(), "approvals");
    const prices = Array.from({ length: 5 }, () => 40n * USDC);
    const facts = async (): Promise<ApprovalFacts> => factsOf({ prices });
    const review = leash(domain, path, facts);
    expect((await review(offer(termsOf({ price: 40n * USDC })), viewOf())).kind).to.equal("allow");
    const dear = offer(termsOf({ price: 41n * USDC, openBy: NOON + 86_400 }));
    const answer = await review(dear, viewOf());
    if (answer.kind !== "ask") throw new Error("41 USDC are more than 40");
    expect(answer.asked.expiresAt).to.equal(NOON + 8 * 3_600);
    const store = folderApprovals({ folder: path });
    await answerApproval({ store, id: answer.asked.id, decision: "approve", now: NOON });
    expect((await review(dear, viewOf())).kind).to.equal("allow");
  });

  it("has an example that lets a negotiator go on after the principal's answer", async () => {
    const { goOn } = (await carried.load()) as unknown as {
      goOn: (...given: unknown[]) => Promise<object[]>;
    };
    const store = memoryApprovals();
    const review = askPrincipal({ domain: sides.domain, store, review: asksToAccept });
    const strategies = { buys: sides.buysUpTo(150n), sells: sides.sellsFrom(100n) };
    const { bought, sold } = await sides.twoSides(strategies, { ofSeller: { review } });
    const { negotiation } = await bought.begin({ terms: sides.termsFor(140n), validFor: sides.HOUR });
    await sides.talk(bought, sold, negotiation);
    const [record] = await store.list();
    await answerApproval({ store, id: record?.asked.id ?? "0x", decision: "approve", now: sides.START });
    expect(await goOn(sold, store, sides.START)).to.deep.equal([{ negotiation, status: "accepted" }]);
  });

  it("has an example of facts without which nothing is allowed", async () => {
    const { factsFor } = (await facts.load()) as unknown as {
      factsFor: (...given: unknown[]) => FactsSource;
    };
    const source = factsFor("http://127.0.0.1:9", BUYER, { offers: () => [], known: [] });
    const review = approvalPolicy({ facts: source });
    const error = await errorOf(() => review(offer(termsOf()), viewOf()));
    expect(error).to.have.property("name", "IndexerUnreachableError");
  });

  it("lists every limit with what it is when left out", () => {
    const rows = section(page, "The limits, and how to widen them")
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    const listed = new Map(
      rows.flatMap((row) => {
        const [, names = "", values = ""] = row.split("|");
        const given = values.replaceAll("`", "").trim().split(", ");
        return [...names.matchAll(/`(\w+)`/g)].map(
          ([, name = ""], index) => [name, given[index] ?? ""] as const,
        );
      }),
    );
    for (const [name, value] of Object.entries(narrowLimits)) {
      if (name === "hours") continue;
      const shown = typeof value === "bigint" ? formatUsdc(value).replace(".00", "") : JSON.stringify(value);
      expect(listed.get(name)?.replace(" USDC", ""), name).to.equal(shown);
    }
    const { hours } = narrowLimits;
    if (hours === "any") throw new Error("the narrow hours are some");
    expect(rows.find((row) => row.includes("`hours`"))).to.contain(
      `${hours.from} to ${hours.until}, ${hours.timeZone}`,
    );
  });
});
