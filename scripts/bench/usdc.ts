import { type Address, type Hex, keccak256, maxUint256, numberToHex, parseAbi, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { connectUsdc, deployArtifact, deployUsdc, type UsdcChain, usd } from "../../test/support/usdc.ts";
import {
  approve,
  authorizedPayment,
  permission,
  type SignatureForm,
  transfer,
  transferFrom,
} from "../../test/support/usdc-calls.ts";
import {
  signPermit,
  signReceive,
  signTransfer,
  type TransferAuthorization,
} from "../../test/support/usdc-signatures.ts";

/** How near one call of the stand-in is to the real token's. Gas; `ratio` is measured / real. */
export interface UsdcCost {
  name: string;
  measured: number;
  real: number;
  ratio: number;
}

const AMOUNT = usd(60);
const COLD_ACCOUNT = 2_600;
const meterAbi = parseAbi(["function measure(address target, bytes[] calls) returns (uint256[] used)"]);
/** Signs authorisations; a key for local chains only. */
const signer = privateKeyToAccount(keccak256(toHex("usdc bench signer")));

/**
 * Measures the nine calls of the stand-in as whole transactions. Deploys a token of its own and funds accounts of its own,
 * so the chain must have unlocked accounts and mine each transaction as it comes.
 *
 * @returns One row per call. `real` is USDC on Base, everybody holding a balance unless the name says otherwise.
 */
export async function measureUsdc(chain: UsdcChain): Promise<UsdcCost[]> {
  const { holder, friend, relayer, receive, transferAuthorized, send } = await setUp(chain);

  return [
    row("transfer, recipient has a balance", 45_047, await send(holder, transfer(friend, AMOUNT))),
    row("transfer, recipient has none", 62_159, await send(holder, transfer(newcomer(1), AMOUNT))),
    row("approve, fresh", 55_785, await send(holder, approve(relayer, maxUint256))),
    row(
      "transferFrom, recipient has a balance",
      53_280,
      await send(relayer, transferFrom(holder, friend, AMOUNT)),
    ),
    row(
      "transferFrom, recipient has none",
      70_392,
      await send(relayer, transferFrom(holder, newcomer(2), AMOUNT)),
    ),
    row("receiveWithAuthorization (v,r,s)", 85_743, await send(friend, (await receive(friend)).words)),
    row("receiveWithAuthorization (bytes)", 86_135, await send(friend, (await receive(friend)).bytes)),
    row(
      "transferWithAuthorization (v,r,s)",
      85_716,
      await send(relayer, (await transferAuthorized(friend)).words),
    ),
    row(
      "transferWithAuthorization (bytes)",
      86_152,
      await send(relayer, (await transferAuthorized(friend)).bytes),
    ),
  ];
}

/**
 * Measures what the nine calls leave out: a first permit as a whole transaction, and calls made by a contract, without the
 * price of reaching the token's account. Wants the same kind of chain as {@link measureUsdc}.
 */
export async function measureUsdcBeyond(chain: UsdcChain): Promise<UsdcCost[]> {
  const { holder, friend, relayer, meter, receive, permit, send, inside } = await setUp(chain);
  await send(holder, approve(meter, maxUint256));
  const [first, second] = await inside([transfer(friend, AMOUNT), transfer(holder, AMOUNT)]);
  const [from] = await inside([transferFrom(holder, friend, AMOUNT)]);
  const received = await receive(meter);
  const [words] = await inside([received.words]);
  const [bytes] = await inside([received.bytes]);

  return [
    row("permit, first", 93_391, await send(relayer, await permit(relayer))),
    row("inner transfer", 23_463, less(first, COLD_ACCOUNT)),
    row("inner transferFrom", 31_328, less(from, COLD_ACCOUNT)),
    row("inner receiveWithAuthorization (v,r,s)", 61_835, less(words, COLD_ACCOUNT)),
    row("inner receiveWithAuthorization (bytes)", 62_200, less(bytes, COLD_ACCOUNT)),
    row("inner transfer, second in one transaction", within(10_400, 11_300, less(second)), less(second)),
  ];
}

async function setUp(chain: UsdcChain) {
  const usdc = await deployUsdc(chain);
  const meter = await deployArtifact(chain, "InnerCallMeter");
  const { publicClient, walletClient } = await connectUsdc(chain);
  const [holder, friend, relayer] = await walletClient.getAddresses();
  if (!holder || !friend || !relayer)
    throw new Error("provider: fewer than 3 unlocked accounts; give it at least 7");
  for (const account of [holder, friend, relayer, signer.address, meter])
    await usdc.mint(account, usd(1_000_000));
  const { timestamp } = await publicClient.getBlock();
  const validBefore = timestamp + 86_400n;
  let signed = 0n;

  const send = async (account: Address, data: Hex): Promise<number> => {
    const hash = await walletClient.sendTransaction({ account, to: usdc.address, data });
    const receipt = await publicClient.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash}: reverted while being measured`);
    return Number(receipt.gasUsed);
  };
  const authorization = (to: Address): TransferAuthorization => {
    signed += 1n;
    const nonce = keccak256(numberToHex(signed, { size: 32 }));
    return { from: signer.address, to, value: AMOUNT, validAfter: 0n, validBefore, nonce };
  };
  return {
    holder,
    friend,
    relayer,
    meter,
    send,
    receive: async (to: Address): Promise<Record<SignatureForm, Hex>> => {
      const message = authorization(to);
      const signature = await signReceive(signer, usdc.domain, message);
      return {
        words: authorizedPayment("receiveWithAuthorization", message, signature, "words"),
        bytes: authorizedPayment("receiveWithAuthorization", message, signature, "bytes"),
      };
    },
    transferAuthorized: async (to: Address): Promise<Record<SignatureForm, Hex>> => {
      const message = authorization(to);
      const signature = await signTransfer(signer, usdc.domain, message);
      return {
        words: authorizedPayment("transferWithAuthorization", message, signature, "words"),
        bytes: authorizedPayment("transferWithAuthorization", message, signature, "bytes"),
      };
    },
    permit: async (spender: Address): Promise<Hex> => {
      const message = { owner: signer.address, spender, value: AMOUNT, nonce: 0n, deadline: validBefore };
      return permission(message, await signPermit(signer, usdc.domain, message), "words");
    },
    inside: async (calls: Hex[]): Promise<readonly bigint[]> => {
      const args = [usdc.address, calls] as const;
      const call = {
        address: meter,
        abi: meterAbi,
        functionName: "measure",
        args,
        account: relayer,
      } as const;
      return (await publicClient.simulateContract(call)).result;
    },
  };
}

/** An unused address, without zero bytes. */
function newcomer(index: number): Address {
  return `0x${keccak256(toHex(`newcomer ${index}`)).slice(-40)}`;
}

function less(used: bigint | undefined, account = 0): number {
  if (used === undefined) throw new Error("InnerCallMeter: reported fewer calls than it was given");
  return Number(used) - account;
}

/** The facts give a range here: what is inside it is taken as exact, what is outside is compared with the nearer end. */
function within(low: number, high: number, measured: number): number {
  return Math.min(high, Math.max(low, measured));
}

function row(name: string, real: number, measured: number): UsdcCost {
  return { name, measured, real, ratio: measured / real };
}
