import { metrics, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  type MetricReader,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace";
import { expect } from "chai";
import { acceptOffer, openDeal, readTokenDomain, release, signOffer } from "../../sdk/index.ts";
import type { Kpis } from "../../sdk/telemetry/index.ts";
import { exampleTerms } from "../../sdk/testing/index.ts";
import { useStack } from "../sdk/support/setup.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

const page = readPage("docs/telemetry.md");
const [example = "", registration = ""] = blocks(page, "ts");
const folder = exampleFolder("telemetry");
const following = wholeModule(folder, "following", example);
const registering = wholeModule(folder, "registering", registration);

interface Page {
  readonly follow: (...given: unknown[]) => Promise<Kpis>;
}

interface Registration {
  readonly register: (
    ...given: [InMemorySpanExporter, MetricReader]
  ) => Record<"tracing" | "metering", { forceFlush(): Promise<void>; shutdown(): Promise<void> }>;
}

describe("docs/telemetry.md", () => {
  const setup = useStack();

  it("has examples that pass the type checker", () => {
    expect(typeErrors([following, registering])).to.deep.equal([]);
  });

  it("has examples that follow a deal to its figures and spans", async () => {
    const stack = setup();
    const { address, domain, buyer, seller, walletClient, publicClient } = stack;
    const token = await readTokenDomain(publicClient, { token: stack.token });
    const whole = await exampleTerms(stack);
    const terms = { ...whole, milestones: whole.milestones.slice(0, 1) };
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

    const spans = new InMemorySpanExporter();
    const figures = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const { register } = (await registering.load()) as unknown as Registration;
    const reader = new PeriodicExportingMetricReader({ exporter: figures });
    const { tracing, metering } = register(spans, reader);
    const { follow } = (await following.load()) as unknown as Page;
    const kpis = await follow(publicClient, { domain, first, address, dealId });
    expect(kpis).to.include({ dealsOpened: 1, milestonesSettled: 1, disputeRate: 0 });
    const spent = terms.milestones[0]?.amount;
    expect(kpis.agents.find(({ agent }) => agent === buyer.address)?.spent).to.equal(spent);

    await Promise.all([tracing.forceFlush(), metering.forceFlush()]);
    const counted = figures.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    const names = counted.flatMap(({ metrics: all }) => all.map(({ descriptor }) => descriptor.name));
    expect(names).to.include("quittance.milestones.settled");
    expect(spans.getFinishedSpans().map(({ name }) => name)).to.include("deal");
    trace.disable();
    metrics.disable();
    await Promise.all([tracing.shutdown(), metering.shutdown()]);
  });

  it("lists every step", () => {
    expect(tableRows(section(page, "Steps")).map(([name]) => name?.replaceAll("`", ""))).to.deep.equal([
      ...["found", "offered", "withdrawn", "agreed", "ended", "opened", "delivered", "judged", "contested"],
      ...["settled", "cancelled", "rated", "cost"],
    ]);
  });
});
