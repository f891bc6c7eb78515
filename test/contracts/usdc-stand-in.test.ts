import { expect } from "chai";
import hre from "hardhat";
import { domainSeparator, encodeFunctionData, maxUint256, zeroAddress } from "viem";
import { deployArtifact, type Usdc, usd } from "../support/usdc.ts";
import { eventNames, reasonOf } from "../support/usdc-outcomes.ts";
import { openUsdcSetup } from "../support/usdc-setup.ts";

const setup = await openUsdcSetup();
const { alice, bob, carol, publicClient, walletClient } = setup;

describe("the USDC stand-in", () => {
  let usdc: Usdc;
  let token: Awaited<ReturnType<typeof setup.token>>["token"];

  beforeEach(async () => {
    ({ usdc, token } = await setup.token([alice, bob], usd(100)));
  });

  after(() => setup.connection.close());

  describe("as a token", () => {
    it("describes itself as USDC on Base does", async () => {
      const words = [token.read.name(), token.read.symbol(), token.read.currency(), token.read.version()];
      expect(await Promise.all(words)).to.deep.equal(["USD Coin", "USDC", "USD", "2"]);
      expect(await token.read.decimals()).to.equal(6);
    });

    it("has the other name, and so another domain, when it plays Base Sepolia", async () => {
      const sepolia = await setup.token([], 0n, { name: "USDC" });
      expect(await sepolia.token.read.name()).to.equal("USDC");
      expect(await sepolia.token.read.DOMAIN_SEPARATOR()).to.equal(domainSeparator(sepolia.usdc));
      expect(sepolia.usdc.domain.name).to.equal("USDC");
    });

    it("takes the chain's live id into its domain", async () => {
      expect(await token.read.DOMAIN_SEPARATOR()).to.equal(domainSeparator(usdc));
      const elsewhere = await openUsdcSetup(84_532);
      const there = await elsewhere.token([], 0n);
      expect(there.usdc.domain.chainId).to.equal(84_532);
      expect(await there.token.read.DOMAIN_SEPARATOR()).to.equal(domainSeparator(there.usdc));
      await elsewhere.connection.close();
    });

    it("moves exactly the amount, and refuses one unit more than the balance", async () => {
      const hash = await token.write.transfer([bob, usd(100)], { account: alice });
      expect(await eventNames(publicClient, hash)).to.deep.equal(["Transfer"]);
      expect([await usdc.balanceOf(alice), await usdc.balanceOf(bob)]).to.deep.equal([0n, usd(200)]);
      const reason = await reasonOf(token.write.transfer([alice, usd(200) + 1n], { account: bob }));
      expect(reason).to.equal("ERC20: transfer amount exceeds balance");
    });

    it("counts a transfer to oneself as nothing", async () => {
      await token.write.transfer([alice, usd(40)], { account: alice });
      expect(await usdc.balanceOf(alice)).to.equal(usd(100));
    });

    it("refuses the zero address and its own address", async () => {
      const toZero = token.write.transfer([zeroAddress, 1n], { account: alice });
      expect(await reasonOf(toZero)).to.equal("ERC20: transfer to the zero address");
      const toToken = token.write.transfer([usdc.address, 1n], { account: alice });
      expect(await reasonOf(toToken)).to.equal("Blacklistable: account is blacklisted");
      const spender = token.write.approve([zeroAddress, 1n], { account: alice });
      expect(await reasonOf(spender)).to.equal("ERC20: approve to the zero address");
    });

    it("spends an allowance, even the largest, and refuses one unit above it", async () => {
      const hash = await token.write.approve([carol, maxUint256], { account: alice });
      expect(await eventNames(publicClient, hash)).to.deep.equal(["Approval"]);
      await token.write.transferFrom([alice, bob, usd(1)], { account: carol });
      expect(await token.read.allowance([alice, carol])).to.equal(maxUint256 - usd(1));
      expect(await usdc.balanceOf(bob)).to.equal(usd(101));

      await token.write.approve([carol, usd(2)], { account: alice });
      const reason = await reasonOf(token.write.transferFrom([alice, bob, usd(2) + 1n], { account: carol }));
      expect(reason).to.equal("ERC20: transfer amount exceeds allowance");
    });

    it("raises and lowers an allowance, never below nothing", async () => {
      await token.write.increaseAllowance([carol, usd(3)], { account: alice });
      await token.write.decreaseAllowance([carol, usd(1)], { account: alice });
      expect(await token.read.allowance([alice, carol])).to.equal(usd(2));
      const below = token.write.decreaseAllowance([carol, usd(2) + 1n], { account: alice });
      expect(await reasonOf(below)).to.equal("ERC20: decreased allowance below zero");
    });
  });

  describe("in the hands of its roles", () => {
    it("is minted by configured minters, within their allowance only", async () => {
      const notMaster = token.write.configureMinter([alice, 1n], { account: alice });
      expect(await reasonOf(notMaster)).to.equal("FiatToken: caller is not the masterMinter");
      const notMinter = token.write.mint([alice, 1n], { account: alice });
      expect(await reasonOf(notMinter)).to.equal("FiatToken: caller is not a minter");

      await token.write.configureMinter([alice, 5n], { account: usdc.roles.minter });
      const hash = await token.write.mint([bob, 4n], { account: alice });
      expect(await eventNames(publicClient, hash)).to.deep.equal(["Mint", "Transfer"]);
      expect(await token.read.totalSupply()).to.equal(usd(200) + 4n);
      const above = await reasonOf(token.write.mint([bob, 2n], { account: alice }));
      expect(above).to.equal("FiatToken: mint amount exceeds minterAllowance");
      const nothing = await reasonOf(token.write.mint([bob, 0n], { account: alice }));
      expect(nothing).to.equal("FiatToken: mint amount not greater than 0");

      await token.write.removeMinter([alice], { account: usdc.roles.minter });
      const removed = await reasonOf(token.write.mint([bob, 1n], { account: alice }));
      expect(removed).to.equal("FiatToken: caller is not a minter");
    });

    it("lets a blacklisted account neither send, receive nor spend, but keeps its balance in sight", async () => {
      await token.write.approve([carol, usd(9)], { account: alice });
      const attempts = [
        { account: alice, to: bob },
        { account: bob, to: alice },
      ];
      const { transactionHash } = await usdc.blacklist(alice);
      expect(await eventNames(publicClient, transactionHash)).to.deep.equal(["Blacklisted"]);
      expect(await usdc.balanceOf(alice)).to.equal(usd(100));
      for (const { account, to } of attempts) {
        const reason = await reasonOf(token.write.transfer([to, 1n], { account }));
        expect(reason).to.equal("Blacklistable: account is blacklisted");
      }
      const spent = token.write.transferFrom([alice, bob, 1n], { account: carol });
      expect(await reasonOf(spent)).to.equal("Blacklistable: account is blacklisted");

      await usdc.unBlacklist(alice);
      await usdc.blacklist(carol);
      const spender = token.write.transferFrom([alice, bob, 1n], { account: carol });
      expect(await reasonOf(spender)).to.equal("Blacklistable: account is blacklisted");
      await token.write.transfer([bob, usd(100)], { account: alice });
      expect(await usdc.balanceOf(bob)).to.equal(usd(200));
    });

    it("still takes approvals from and for a blacklisted account", async () => {
      await usdc.blacklist(alice);
      await token.write.approve([bob, 5n], { account: alice });
      await token.write.approve([alice, 5n], { account: bob });
      expect(await token.read.allowance([alice, bob])).to.equal(5n);
    });

    it("moves nothing and permits nothing while paused", async () => {
      const { transactionHash } = await usdc.pause();
      expect(await eventNames(publicClient, transactionHash)).to.deep.equal(["Pause"]);
      const options = { account: alice };
      const attempts = [
        () => token.write.transfer([bob, 1n], options),
        () => token.write.transferFrom([bob, carol, 0n], options),
        () => token.write.approve([bob, 1n], options),
        () => token.write.increaseAllowance([bob, 1n], options),
        () => token.write.decreaseAllowance([bob, 0n], options),
        () => token.write.mint([bob, 1n], { account: usdc.roles.minter }),
        () => token.write.configureMinter([bob, 1n], { account: usdc.roles.minter }),
      ];
      for (const attempt of attempts) expect(await reasonOf(attempt())).to.equal("Pausable: paused");
      await usdc.unpause();
      await token.write.transfer([bob, 1n], options);
    });

    it("obeys only the pauser and the blacklister", async () => {
      const options = { account: alice };
      expect(await reasonOf(token.write.pause(options))).to.equal("Pausable: caller is not the pauser");
      expect(await reasonOf(token.write.unpause(options))).to.equal("Pausable: caller is not the pauser");
      for (const action of ["blacklist", "unBlacklist"] as const) {
        const reason = await reasonOf(token.write[action]([bob], options));
        expect(reason).to.equal("Blacklistable: caller is not the blacklister");
      }
    });
  });

  describe("behind its proxy", () => {
    it("is initialised once", async () => {
      const again = token.write.initialize(["USDC", alice, alice, alice], { account: alice });
      expect(await reasonOf(again)).to.equal("FiatToken: contract is already initialized");
    });

    it("shuts its admin out of the token", async () => {
      const call = token.write.transfer([bob, 0n], { account: usdc.roles.admin });
      expect(await reasonOf(call)).to.equal("Cannot call fallback function from the proxy admin");
    });

    it("keeps balances through an upgrade, which only the admin can make", async () => {
      const next = await deployArtifact(setup.chain, "UsdcStandIn");
      const { abi } = await hre.artifacts.readArtifact("UsdcProxy");
      const upgrade = {
        to: usdc.address,
        data: encodeFunctionData({ abi, functionName: "upgradeTo", args: [next] }),
      };
      expect(await reasonOf(walletClient.sendTransaction({ ...upgrade, account: alice }))).to.equal("");
      await walletClient.sendTransaction({ ...upgrade, account: usdc.roles.admin });
      const { result } = await publicClient.simulateContract({
        address: usdc.address,
        abi,
        functionName: "implementation",
        account: usdc.roles.admin,
      });
      expect(String(result).toLowerCase()).to.equal(next);
      expect(await usdc.balanceOf(alice)).to.equal(usd(100));
    });
  });
});
