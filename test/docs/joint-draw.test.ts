import { expect } from "chai";
import { acceptOffer, checkOffer, parseOffer, readTokenDomain, type SignedOffer } from "../../sdk/index.ts";
import { publishAbortedDraw, signAbortedDraw } from "../../sdk/jury/index.ts";
import {
  type ExampleDraw,
  exampleDraw,
  exampleTerms,
  type Stack,
  startStack,
} from "../../sdk/testing/index.ts";
import { exchangeSettings, startTestExchange } from "../support/exchange/exchange.ts";
import { exampleFolder, typeErrors, wholeModule } from "./support/examples.ts";
import { blocks, readPage } from "./support/markdown.ts";

const page = readPage("docs/joint-draw.md");
const [drawing = "", asking = ""] = blocks(page, "ts");
const folder = exampleFolder("joint-draw");
const together = wholeModule(folder, "together", drawing);
const walked = wholeModule(folder, "walked", asking);

interface Page {
  readonly drawTogether: (...given: unknown[]) => Promise<SignedOffer>;
  readonly walkedAway: (...given: unknown[]) => Promise<object>;
}

const clock = Date.now;

describe("docs/joint-draw.md", () => {
  let stack: Stack;
  let draw: ExampleDraw;
  before(async () => {
    stack = await startStack();
    draw = await exampleDraw(stack);
    // The chain of the stack is days ahead, and the examples go by the machine's clock.
    const ahead = (await stack.now()) * 1_000 - clock();
    Date.now = () => clock() + ahead;
  });
  after(async () => {
    Date.now = clock;
    await stack.stop();
  });

  it("has examples that pass the type checker", () => {
    expect(typeErrors([together, walked])).to.deep.equal([]);
  });

  it("has an example that goes from an offer with its commitment to terms with the drawn panel", async () => {
    const { domain, buyer, seller, publicClient, token } = stack;
    const { drawTogether } = (await together.load()) as unknown as Page;
    const { snapshot, profiles, offers } = draw;
    const terms = await exampleTerms(stack, { panel: offers[0].terms.panel });
    const seedBlock = Number(await publicClient.getBlockNumber()) + 20;
    const asked = { measures: ["coverage"], languages: ["en"], snapshot, profiles, seedBlock };
    const sent: string[] = [];
    const send = (message: string) => {
      sent.push(message);
      return message;
    };
    const untilFinal = () => stack.mine(20);
    const sides = [buyer, seller];
    const offer = await drawTogether(publicClient, domain, terms, asked, sides, send, untilFinal);
    expect(sent).to.have.length(2);
    expect(offer.terms.panel).to.have.length(1);
    expect(offer.draw).to.equal(undefined);
    const answered = parseOffer(sent[1]);
    await checkOffer(offer, { domain, token, client: publicClient, answered });
    expect((await acceptOffer({ domain, offer, account: seller })).party).to.equal("seller");
    const tokenDomain = await readTokenDomain(publicClient, { token });
    expect((await acceptOffer({ domain, offer, token: tokenDomain, account: buyer })).party).to.equal(
      "buyer",
    );
  });

  it("has an example that says how often the other side walked away", async () => {
    const { domain, buyer, seller, publicClient } = stack;
    const { walkedAway } = (await walked.load()) as unknown as Page;
    const board = await startTestExchange(exchangeSettings(stack));
    try {
      const ask = () => walkedAway(publicClient, domain, seller.address, [board.url]);
      expect(await ask()).to.deep.equal({ unrefuted: 0, stating: 0 });
      await stack.increaseTime(86_400);
      const { pair, reveals } = draw;
      const stated = { pair, reveal: reveals[0], account: buyer, now: await stack.now() };
      const aborted = await signAbortedDraw(publicClient, stated);
      await publishAbortedDraw({ urls: [board.url], aborted });
      expect(await ask()).to.deep.equal({ unrefuted: 1, stating: 1 });
    } finally {
      await board.stop();
    }
  });
});
