import { expect } from "chai";
import { type Address, getAddress, type Hex, type LocalAccount, zeroHash } from "viem";
import { jurorPoolAbi } from "../../sdk/abi/juror-pool.ts";
import { jurorPoolBytecode } from "../../sdk/abi/juror-pool-bytecode.ts";
import { creationOf, deployQuittance } from "../../sdk/client/deployment/creation.ts";
import {
  accountAddressOf,
  dealIdOf,
  depositWithAuthorization,
  getDeal,
  hashEvidence,
  hashReasons,
  hashTyped,
  InvalidBallotSignatureError,
  InvalidSignatureError,
  openDeal,
  quittanceDomain,
  readTokenDomain,
  release,
  signBallot,
  signDeposit,
  signPayment,
  signRelease,
  signTerms,
  submitVerdict,
  type Terms,
  TokenSignatureInvalidError,
} from "../../sdk/index.ts";
import { exampleTerms, poolParameters, type Stack, startStack } from "../../sdk/testing/index.ts";
import { startIndexer } from "../../sdk/testing/indexer.ts";
import { refusalOf } from "../sdk/support/refusal.ts";

/** A deployment with all that parties need to trade on it. */
type Version = Pick<Stack, "address" | "pool" | "deployment" | "domain">;

async function deploySecond(stack: Stack): Promise<Version> {
  const { walletClient, publicClient, token, deployment } = stack;
  const created = async (hash: Hex) => {
    const { contractAddress, blockNumber } = await publicClient.waitForTransactionReceipt({ hash });
    if (!contractAddress) throw new Error(`transaction ${hash} made no contract`);
    return { address: getAddress(contractAddress), startBlock: Number(blockNumber), transactionHash: hash };
  };
  const { Quittance: quittance } = await deployQuittance(token, async (part, args) =>
    created(await walletClient.sendTransaction({ data: creationOf(part, args) })),
  );
  const { seatStake, seatFee, absencePenalty } = poolParameters;
  const args = [quittance.address, seatStake, seatFee, absencePenalty, 1] as const;
  const { address: pool } = await created(
    await walletClient.deployContract({ abi: jurorPoolAbi, bytecode: jurorPoolBytecode, args }),
  );
  const { address, startBlock, transactionHash } = quittance;
  const domain = quittanceDomain({ chainId: deployment.chainId, address });
  return {
    ...{ address, pool, domain },
    deployment: { ...deployment, quittance: address, jurorPool: pool, startBlock, transactionHash },
  };
}

describe("two versions on one chain, with the same parties", () => {
  let stack: Stack;
  let versions: readonly [Version, Version];
  let terms: Terms;

  const payment = async ({ domain }: Version, signed: Terms) => {
    const token = await readTokenDomain(stack.publicClient, { token: stack.token });
    return signPayment({ domain, token, terms: signed, account: stack.buyer });
  };
  const signatures = async (version: Version) => ({
    buyerSignature: await payment(version, terms),
    sellerSignature: await signTerms({ domain: version.domain, terms, account: stack.seller }),
  });
  const open = async ({ address }: Version, signed: Awaited<ReturnType<typeof signatures>>) =>
    openDeal(stack.walletClient, { address, terms, ...signed });

  before(async () => {
    stack = await startStack();
    versions = [stack, await deploySecond(stack)];
    // The same words on both: without a contest, terms name nothing that belongs to a version.
    terms = await exampleTerms(stack);
  });
  after(() => stack.stop());

  it("have addresses, domains, deal ids and accounts of their own", () => {
    const [first, second] = versions;
    const differ = (partOf: (version: Version) => Address | Hex) =>
      expect(partOf(first)).to.not.equal(partOf(second));
    differ(({ address }) => address);
    differ(({ pool }) => pool);
    differ(({ domain }) => dealIdOf({ domain, terms }));
    differ(({ domain }) => accountAddressOf({ domain, principal: stack.buyer.address, index: 0 }));
    const message = { account: stack.buyer.address, salt: 1n };
    differ(({ domain }) => hashTyped({ domain, type: "Deposit", message }));
  });

  it("open nothing on what was signed for the other", async () => {
    const [first, second] = versions;
    const [ofFirst, ofSecond] = [await signatures(first), await signatures(second)];
    await refusalOf(TokenSignatureInvalidError, () =>
      open(second, { ...ofSecond, buyerSignature: ofFirst.buyerSignature }),
    );
    await refusalOf(InvalidSignatureError, () =>
      open(second, { ...ofSecond, sellerSignature: ofFirst.sellerSignature }),
    );
    const { buyer, token, publicClient, walletClient } = stack;
    const tokenDomain = await readTokenDomain(publicClient, { token });
    const deposit = { amount: 1_000_000n, validBefore: (await stack.now()) + 600, salt: 5n };
    const signature = await signDeposit({
      domain: first.domain,
      token: tokenDomain,
      account: buyer,
      ...deposit,
    });
    const request = { from: buyer.address, recipient: buyer.address, ...deposit, signature };
    await refusalOf(TokenSignatureInvalidError, () =>
      depositWithAuthorization(walletClient, { address: second.address, ...request }),
    );
    expect(
      (await depositWithAuthorization(walletClient, { address: first.address, ...request })).salt,
    ).to.equal(5n);
  });

  it("judge and settle nothing on what was signed for the other, and are indexed apart", async () => {
    const [first, second] = versions;
    const ids: Hex[] = [];
    for (const version of versions) ids.push((await open(version, await signatures(version))).dealId);
    expect(ids).to.deep.equal(versions.map(({ domain }) => dealIdOf({ domain, terms })));
    const evidence = hashEvidence("the delivered text");
    const ballotsFor = ({ domain }: Version) => {
      const judged = { domain, deal: dealIdOf({ domain, terms }), milestone: 0, evidence, score: 10_000 };
      const signed = (account: LocalAccount) =>
        signBallot({ ...judged, account, reasons: hashReasons("complete") });
      return Promise.all(stack.jurors.map(signed));
    };
    const { walletClient } = stack;
    const ballots = await ballotsFor(first);
    await refusalOf(InvalidBallotSignatureError, () =>
      submitVerdict(walletClient, { address: second.address, terms, ballots }),
    );
    const released = await signRelease({ domain: first.domain, terms, milestone: 1, account: stack.buyer });
    await refusalOf(InvalidSignatureError, () =>
      release(walletClient, { address: second.address, terms, milestone: 1, signature: released }),
    );
    await submitVerdict(walletClient, { address: first.address, terms, ballots });
    await release(walletClient, { address: first.address, terms, milestone: 1, signature: released });
    const settled = await Promise.all(
      versions.map(({ address }, index) =>
        getDeal(stack.publicClient, { address, dealId: ids[index] ?? zeroHash }),
      ),
    );
    expect(settled.map((deal) => deal?.settled)).to.deep.equal([[0, 1], []]);

    const block = await stack.publicClient.getBlockNumber();
    for (const [index, { deployment }] of versions.entries()) {
      const indexer = await startIndexer({ rpcUrl: stack.rpcUrl, deployment }, {});
      try {
        await indexer.caughtUp(block);
        const answer = await fetch(indexer.graphqlUrl, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: "{ deals { items { id settledCount } } }" }),
        });
        const { data } = (await answer.json()) as { data: { deals: { items: unknown[] } } };
        expect(data.deals.items).to.deep.equal([{ id: ids[index], settledCount: index === 0 ? 2 : 0 }]);
      } finally {
        await indexer.stop();
      }
    }
  });
});
