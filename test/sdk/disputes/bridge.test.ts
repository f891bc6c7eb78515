import { expect } from "chai";
import { deployContract, writeContract } from "viem/actions";
import {
  collectBond,
  contest,
  disputeMilestone,
  Erc792FeeTooSmallError,
  Erc792NotBeforeTheArbiterError,
  Erc792NothingOwedError,
  Erc792NotRuledError,
  enforceRuling,
  erc792ArbiterAbi,
  erc792ArbiterBytecode,
  getDispute,
  getMilestone,
} from "../../../sdk/index.ts";
import { openContestedDeal } from "../../../sdk/testing/index.ts";
import { deployTestContract } from "../support/artifacts.ts";
import { refusalOf } from "../support/refusal.ts";
import { useStack } from "../support/setup.ts";

const COST = 10n ** 17n;
const BOND = 8_000_000n;

describe("an ERC-792 court as the arbiter", () => {
  const setup = useStack();

  it("is paid, rules, and who paid it has the bond", async () => {
    const { address, walletClient: client, publicClient, pool, buyer, fundLedger } = setup();
    const court = await deployTestContract(setup(), "CentralArbitrator", []);
    const deployment = await deployContract(client, {
      abi: erc792ArbiterAbi,
      bytecode: erc792ArbiterBytecode,
      args: [address, court.address, "0x", 3n],
    });
    const { contractAddress: bridge } = await publicClient.waitForTransactionReceipt({ hash: deployment });
    if (!bridge) throw new Error("the bridge was not deployed");
    const disputes = { pool, bond: BOND, arbiter: bridge };
    const { terms, dealId, payout } = await openContestedDeal(setup(), { disputes });
    const about = { address: bridge, terms, milestone: 0 };
    const fee = { fee: 2n * COST };
    await refusalOf(Erc792NotBeforeTheArbiterError, () => disputeMilestone(client, { ...about, ...fee }));
    await setup().increaseTime(terms.verdictWindow);
    await fundLedger(buyer.address, BOND);
    const objection = { terms, milestone: 0, contester: buyer.address, payout };
    await contest(client, { address, ...objection, account: buyer });

    const poor = await refusalOf(Erc792FeeTooSmallError, () =>
      disputeMilestone(client, { ...about, fee: 1n }),
    );
    expect(poor.values).to.deep.equal({ value: 1n, cost: COST });
    const opened = await disputeMilestone(client, { ...about, ...fee, account: buyer });
    expect(opened).to.include({ dealId, payer: buyer.address, milestone: 0, cost: COST });
    const { disputeId } = opened;
    await refusalOf(Erc792NotRuledError, () => enforceRuling(client, about));
    const question = { address: bridge, dealId, milestone: 0 };
    expect(await getDispute(client, question)).to.deep.equal({
      disputeId,
      payer: buyer.address,
      ruling: undefined,
      owed: 0n,
    });
    expect(await getDispute(client, { ...question, milestone: 1 })).to.equal(undefined);

    const give = { ...court, functionName: "give", args: [bridge, disputeId, 2n] } as const;
    await publicClient.waitForTransactionReceipt({ hash: await writeContract(client, give) });
    expect(await enforceRuling(client, about)).to.include({ disputeId, payout: 5_000, owed: BOND });
    const milestone = await getMilestone(client, { address, dealId, milestone: 0 });
    expect(milestone?.status).to.equal("settled");
    const collection = { address: bridge, disputeId, to: buyer.address };
    expect(await collectBond(client, collection)).to.include({ to: buyer.address, amount: BOND });
    await refusalOf(Erc792NothingOwedError, () => collectBond(client, collection));
  });
});
