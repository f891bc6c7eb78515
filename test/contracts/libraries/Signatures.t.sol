// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {GasGuzzlingWallet} from "../../support/contracts/GasGuzzlingWallet.sol";
import {ReturnBombWallet} from "../../support/contracts/ReturnBombWallet.sol";
import {RevertingWallet} from "../../support/contracts/RevertingWallet.sol";
import {WrongMagicWallet} from "../../support/contracts/WrongMagicWallet.sol";
import {SignaturesReference} from "../references/SignaturesReference.sol";
import {Range} from "../support/Range.sol";
import {Signing} from "../support/Signing.sol";
import {VM} from "../support/Vm.sol";

contract SignaturesHarness {
    function isValid(address signer, bytes32 digest, bytes calldata signature) external view returns (bool) {
        return Signatures.isValid(signer, digest, signature);
    }

    function recover(bytes32 digest, bytes calldata signature) external pure returns (address) {
        return Signatures.recover(digest, signature);
    }
}

/// @dev Says yes to everything, in as many bytes as it was made for.
contract AgreeableWallet {
    uint256 private immutable LENGTH;

    constructor(uint256 length) {
        LENGTH = length;
    }

    fallback() external {
        uint256 length = LENGTH;
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, length)
        }
    }
}

contract SignaturesTest {
    uint256 private constant KEY = 0xa11ce;
    bytes32 private constant DIGEST = keccak256("digest");
    address private immutable SIGNER = VM.addr(KEY);
    SignaturesHarness private immutable HARNESS = new SignaturesHarness();

    function testFuzz_BothFormsAreTheKeysAndNoOthers(uint256 key, uint256 other, bytes32 digest) external view {
        key = Range.within(key, 1, Signing.ORDER - 1);
        other = Range.within(other, 1, Signing.ORDER - 1);
        VM.assume(key != other);
        bytes memory whole = Signing.sign(key, digest);
        bytes memory compact = Signing.signCompact(key, digest);
        VM.assertTrue(HARNESS.isValid(VM.addr(key), digest, whole), "65 bytes");
        VM.assertTrue(HARNESS.isValid(VM.addr(key), digest, compact), "64 bytes");
        VM.assertFalse(HARNESS.isValid(VM.addr(other), digest, whole), "another's, 65 bytes");
        VM.assertFalse(HARNESS.isValid(VM.addr(other), digest, compact), "another's, 64 bytes");
        VM.assertFalse(HARNESS.isValid(VM.addr(key), keccak256(abi.encode(digest)), whole), "another digest");
        VM.assertFalse(HARNESS.isValid(VM.addr(key), digest, Signing.signHigh(key, digest)), "high s");
    }

    /// @dev Signatures of every form, and bytes that are none.
    function testFuzz_TheSignerIsTheReferences(
        uint256 key,
        bytes32 digest,
        uint256 form,
        bytes calldata other
    ) external view {
        key = Range.within(key, 1, Signing.ORDER - 1);
        bytes memory signature = other;
        if (form % 8 == 0) signature = Signing.sign(key, digest);
        if (form % 8 == 1) signature = Signing.signCompact(key, digest);
        if (form % 8 == 2) signature = Signing.signHigh(key, digest);
        if (form % 8 == 3) signature = abi.encodePacked(digest, bytes32(form), uint8(27 + ((form >> 8) % 2)));
        if (form % 8 == 4) signature = abi.encodePacked(bytes32(form), digest);
        if (form % 8 == 5) signature = bytes.concat(Signing.sign(key, digest), bytes1(uint8(form >> 8)));
        address expected = SignaturesReference.recover(digest, signature);
        VM.assertEq(HARNESS.recover(digest, signature), expected, "signer");
        if (form % 8 < 2) VM.assertEq(expected, VM.addr(key), "the key's own");
    }

    function test_HalfOfTheOrderIsTheHighestS() external view {
        bytes32 digest = keccak256("digest");
        bytes32 r = bytes32(Signing.sign(1, digest));
        uint256 half = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
        address low = ecrecover(digest, 27, r, bytes32(half));
        address high = ecrecover(digest, 27, r, bytes32(half + 1));
        VM.assertTrue(low != address(0) && high != address(0), "the precompile takes both");
        VM.assertTrue(HARNESS.isValid(low, digest, abi.encodePacked(r, half, uint8(27))), "half");
        VM.assertFalse(HARNESS.isValid(high, digest, abi.encodePacked(r, half + 1, uint8(27))), "above half");
    }

    function testFuzz_OtherVsAreNobodys(uint8 v) external view {
        (uint8 good, bytes32 r, bytes32 s) = VM.sign(KEY, DIGEST);
        bool valid = HARNESS.isValid(SIGNER, DIGEST, abi.encodePacked(r, s, v));
        VM.assertEq(valid, v == good, "v");
    }

    function test_OtherLengthsAreNobodys() external view {
        bytes memory whole = Signing.sign(KEY, DIGEST);
        for (uint256 length = 0; length < 100; ++length) {
            if (length == 64 || length == 65) continue;
            bytes memory cut = new bytes(length);
            for (uint256 i = 0; i < length && i < 65; ++i) cut[i] = whole[i];
            VM.assertFalse(HARNESS.isValid(SIGNER, DIGEST, cut), "length");
        }
    }

    function test_NothingIsValidForZero() external view {
        VM.assertFalse(HARNESS.isValid(address(0), DIGEST, new bytes(65)), "65 bytes");
        VM.assertFalse(HARNESS.isValid(address(0), DIGEST, new bytes(64)), "64 bytes");
        VM.assertFalse(HARNESS.isValid(address(0), DIGEST, ""), "none");
    }

    function test_AnHonestWalletAnswersForItsOwner() external {
        address wallet = address(new Erc1271Wallet(SIGNER));
        VM.assertTrue(HARNESS.isValid(wallet, DIGEST, Signing.sign(KEY, DIGEST)), "65 bytes");
        VM.assertTrue(HARNESS.isValid(wallet, DIGEST, Signing.signCompact(KEY, DIGEST)), "64 bytes");
        VM.assertFalse(HARNESS.isValid(wallet, DIGEST, Signing.sign(KEY + 1, DIGEST)), "another's");
    }

    function test_AWalletsSignatureMayHaveAnyLength() external {
        address wallet = address(new AgreeableWallet(32));
        for (uint256 length = 0; length < 2_000; length += 333) {
            VM.assertTrue(HARNESS.isValid(wallet, DIGEST, new bytes(length)), "length");
        }
    }

    function test_TheAnswerIsOneWordAtLeast() external {
        bytes memory signature = Signing.sign(KEY, DIGEST);
        VM.assertFalse(HARNESS.isValid(address(new AgreeableWallet(0)), DIGEST, signature), "nothing");
        VM.assertFalse(HARNESS.isValid(address(new AgreeableWallet(4)), DIGEST, signature), "four bytes");
        VM.assertFalse(HARNESS.isValid(address(new AgreeableWallet(31)), DIGEST, signature), "31 bytes");
        VM.assertTrue(HARNESS.isValid(address(new AgreeableWallet(33)), DIGEST, signature), "33 bytes");
    }

    function test_MisbehavingWalletsRefuse() external {
        bytes memory signature = Signing.sign(KEY, DIGEST);
        VM.assertFalse(HARNESS.isValid(address(new RevertingWallet(SIGNER)), DIGEST, signature), "reverts");
        VM.assertFalse(HARNESS.isValid(address(new WrongMagicWallet(SIGNER)), DIGEST, signature), "another word");
        VM.assertFalse(HARNESS.isValid(address(new ReturnBombWallet(SIGNER)), DIGEST, signature), "a pile of zeros");
        uint256 before = gasleft();
        VM.assertFalse(HARNESS.isValid(address(new GasGuzzlingWallet(SIGNER)), DIGEST, signature), "burns gas");
        VM.assertLe(before - gasleft(), 700_000, "what it may burn is bounded");
    }

    function test_AHugeAnswerIsNotCopied() external {
        ReturnBombWallet wallet = new ReturnBombWallet(SIGNER);
        bytes memory signature = Signing.sign(KEY, DIGEST);
        HARNESS.isValid(address(wallet), DIGEST, signature);
        wallet.setSize(32);
        uint256 before = gasleft();
        HARNESS.isValid(address(wallet), DIGEST, signature);
        uint256 small = before - gasleft();
        wallet.setSize(100_000);
        before = gasleft();
        HARNESS.isValid(address(wallet), DIGEST, signature);
        VM.assertLe(before - gasleft(), small + 40_000, "only the wallet's own memory was paid for");
    }

    function test_RevertWhen_AWalletCannotBeGivenWhatItWasPromised() external {
        address wallet = address(new Erc1271Wallet(SIGNER));
        bytes memory signature = Signing.sign(KEY, DIGEST);
        try HARNESS.isValid{gas: 200_000}(wallet, DIGEST, signature) {
            VM.assertTrue(false, "asked with too little gas");
        } catch (bytes memory reason) {
            (bytes4 selector, uint256 left, uint256 required) = _errorOf(reason);
            VM.assertTrue(selector == Signatures.Quittance_InsufficientGas.selector, "error");
            VM.assertLe(left, 200_000, "what was left");
            VM.assertLe(150_000, left, "what was left, less what the harness spent");
            VM.assertEq(required, 208_174, "200,000 promised, their 63rd kept back (EIP-150), 5,000 to go on with");
        }
        VM.assertTrue(HARNESS.isValid{gas: 230_000}(wallet, DIGEST, signature), "enough");
    }

    /// @return selector Of an error with two numbers.
    function _errorOf(bytes memory reason) private pure returns (bytes4 selector, uint256 first, uint256 second) {
        VM.assertEq(reason.length, 68, "two numbers");
        selector = bytes4(reason);
        assembly ("memory-safe") {
            first := mload(add(reason, 0x24))
            second := mload(add(reason, 0x44))
        }
    }
}
