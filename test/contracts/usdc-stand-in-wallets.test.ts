import { expect } from "chai";
import { type Address, encodeFunctionData, type Hex, keccak256, parseAbi, toHex } from "viem";
import { deployArtifact, type Usdc, usd } from "../support/usdc.ts";
import {
  authorizedPayment,
  cancellation,
  permission,
  signatureForms,
  transfer,
} from "../support/usdc-calls.ts";
import { reasonOf } from "../support/usdc-outcomes.ts";
import { namedSigner, openUsdcSetup } from "../support/usdc-setup.ts";
import {
  signCancel,
  signPermit,
  signReceive,
  type TransferAuthorization,
} from "../support/usdc-signatures.ts";

const setup = await openUsdcSetup();
const { alice, bob, carol, chain } = setup;
const owner = namedSigner("owner");
const stranger = namedSigner("stranger");
const walletAbi = parseAbi([
  "function execute(address target, bytes data) returns (bytes)",
  "function flip()",
]);

describe("contract wallets as signers of the USDC stand-in", () => {
  let usdc: Usdc;
  let token: Awaited<ReturnType<typeof setup.token>>["token"];

  beforeEach(async () => {
    ({ usdc, token } = await setup.token([bob], usd(100)));
  });

  after(() => setup.connection.close());

  const send = (account: Address, to: Address, data: Hex) =>
    setup.walletClient.sendTransaction({ account, to, data, gas: 3_000_000n });

  const fundedWallet = async (contractName: string): Promise<Address> => {
    const wallet = await deployArtifact(chain, contractName, [owner.address]);
    await usdc.mint(wallet, usd(100));
    return wallet;
  };

  const payment = async (from: Address, purpose = "wallet"): Promise<TransferAuthorization> => ({
    from,
    to: bob,
    value: usd(7),
    validAfter: 0n,
    validBefore: (await setup.now()) + 1_000n,
    nonce: keccak256(toHex(purpose)),
  });

  for (const form of signatureForms) {
    it(`are asked by ERC-1271, with ${form}`, async () => {
      const wallet = await fundedWallet("Erc1271Wallet");
      const terms = await payment(wallet);
      const pull = async (by: typeof owner) => {
        const signature = await signReceive(by, usdc.domain, terms);
        return send(bob, usdc.address, authorizedPayment("receiveWithAuthorization", terms, signature, form));
      };
      expect(await reasonOf(pull(stranger))).to.equal("FiatTokenV2: invalid signature");
      await pull(owner);
      expect(await usdc.balanceOf(bob)).to.equal(usd(107));

      const order = { authorizer: wallet, nonce: keccak256(toHex("cancelled")) };
      await send(carol, usdc.address, cancellation(order, await signCancel(owner, usdc.domain, order), form));
      expect(await token.read.authorizationState([wallet, order.nonce])).to.equal(true);

      const allowance = {
        owner: wallet,
        spender: bob,
        value: usd(3),
        deadline: terms.validBefore,
        nonce: 0n,
      };
      const permitted = await signPermit(owner, usdc.domain, allowance);
      await send(carol, usdc.address, permission(allowance, permitted, form));
      expect(await token.read.allowance([wallet, bob])).to.equal(usd(3));
    });
  }

  it("may give their answer in a form of their own, such as compact signatures", async () => {
    const wallet = await fundedWallet("Erc1271Wallet");
    const terms = await payment(wallet);
    const signature = await signReceive(owner, usdc.domain, terms);
    const parity = BigInt(signature.v - 27) << 255n;
    const compact: Hex = `${signature.r}${toHex(BigInt(signature.s) | parity, { size: 32 }).slice(2)}`;
    const data = authorizedPayment(
      "receiveWithAuthorization",
      terms,
      { ...signature, bytes: compact },
      "bytes",
    );
    await send(bob, usdc.address, data);
    expect(await usdc.balanceOf(wallet)).to.equal(usd(93));
  });

  it("may change their mind", async () => {
    const wallet = await fundedWallet("FickleWallet");
    const terms = await payment(wallet);
    const signature = await signReceive(owner, usdc.domain, terms);
    const data = authorizedPayment("receiveWithAuthorization", terms, signature, "bytes");
    const flip = encodeFunctionData({ abi: walletAbi, functionName: "flip" });
    await send(carol, wallet, flip);
    expect(await reasonOf(send(bob, usdc.address, data))).to.equal("FiatTokenV2: invalid signature");
    await send(carol, wallet, flip);
    await send(bob, usdc.address, data);
  });

  for (const contractName of [
    "RevertingWallet",
    "WrongMagicWallet",
    "ReturnBombWallet",
    "GasGuzzlingWallet",
  ]) {
    it(`sign nothing as a ${contractName}`, async () => {
      const terms = await payment(await fundedWallet(contractName));
      const signature = await signReceive(owner, usdc.domain, terms);
      const data = authorizedPayment("receiveWithAuthorization", terms, signature, "words");
      expect(await reasonOf(send(bob, usdc.address, data))).to.equal("FiatTokenV2: invalid signature");
    });
  }

  it("move their money when their owner, and nobody else, tells them to", async () => {
    const wallet = await deployArtifact(chain, "Erc1271Wallet", [alice]);
    await usdc.mint(wallet, usd(10));
    const order = (value: bigint) =>
      encodeFunctionData({
        abi: walletAbi,
        functionName: "execute",
        args: [usdc.address, transfer(bob, value)],
      });
    await send(alice, wallet, order(usd(10)));
    expect(await usdc.balanceOf(bob)).to.equal(usd(110));
    expect(await reasonOf(send(alice, wallet, order(1n)))).to.equal("ERC20: transfer amount exceeds balance");
    let refusal: unknown;
    await send(bob, wallet, order(0n)).catch((error: unknown) => {
      refusal = error;
    });
    expect(String(refusal)).to.match(/OwnedWallet_NotOwner/);
  });
});
