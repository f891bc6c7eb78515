import { expect } from "chai";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { buildPolicy, decodePolicy, encodePolicy, redeemVouchers } from "../../sdk/index.ts";
import { openExampleAccount, openExampleTab, type Stack, startStack } from "../../sdk/testing/index.ts";
import { exampleFolder, wholeModule } from "./support/examples.ts";
import { blocks, readPage, section, tableRows } from "./support/markdown.ts";

/** The one module on a page. */
const moduleOn = (name: string) => {
  const [source = ""] = blocks(readPage(`docs/${name}.md`), "ts");
  return wholeModule(exampleFolder(name), name, source).load();
};

describe("docs/accounts.md", () => {
  it("lists every field of a policy", () => {
    const listed = tableRows(section(readPage("docs/accounts.md"), "Policies")).flatMap(([first = ""]) =>
      [...first.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    expect(listed).to.have.members(Object.keys(buildPolicy({ treasury: 0 })));
  });

  it("writes the packed form of a policy in the order it has, to its length", () => {
    const [form = ""] = blocks(section(readPage("docs/accounts.md"), "The packed form"), "");
    const fields = [...form.matchAll(/(\w+) (\d+)/g)].map(
      ([, name = "", size]) => [name, Number(size)] as const,
    );
    let at = 2;
    const packed =
      `0x${fields.map(([, size], index) => (index + 1).toString(16).padStart(2 * size, "0")).join("")}` as const;
    expect(packed).to.have.lengthOf(2 + 2 * 112);
    const policy = decodePolicy(packed);
    for (const [name, size] of fields) {
      const value = packed.slice(at, at + 2 * size);
      at += 2 * size;
      expect(BigInt(Reflect.get(policy, name)), name).to.equal(BigInt(`0x${value}`));
    }
    expect(encodePolicy(policy)).to.equal(packed);
  });
});

describe("the modules in docs/accounts.md and docs/tabs.md", () => {
  let stack: Stack;

  before(async () => {
    stack = await startStack();
  });

  after(async () => {
    await stack.stop();
  });

  it("pays an invoice from an account", async () => {
    const { payInvoice } = await moduleOn("accounts");
    if (typeof payInvoice !== "function") throw new Error("no payInvoice");
    const { account } = await openExampleAccount(stack, { policy: buildPolicy({ perPeriod: 6_000_000n }) });
    const { seller, walletClient, domain } = stack;
    expect(await payInvoice(walletClient, domain, account, seller.address)).to.include({ paid: 5_000_000n });
    const again = await payInvoice(walletClient, domain, account, seller.address).catch(
      (error: Error) => error,
    );
    expect(again).to.include({ name: "PeriodLimitExceededError" });
  });

  it("makes ten calls on a tab, which then redeems them", async () => {
    const { callTenTimes } = await moduleOn("tabs");
    if (typeof callTenTimes !== "function") throw new Error("no callTenTimes");
    const { address, domain, publicClient, walletClient } = stack;
    const key = generatePrivateKey();
    const { tab } = await openExampleTab(stack, { voucherKey: privateKeyToAddress(key) });
    const vouchers = await callTenTimes(publicClient, domain, tab, key);
    expect((await redeemVouchers(walletClient, { address, vouchers })).paid).to.equal(1_000_000n);
  });
});
