// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ILedger} from "../../contracts/interfaces/ILedger.sol";
import {IQuittance} from "../../contracts/interfaces/IQuittance.sol";
import {ReceiveReference} from "./references/ReceiveReference.sol";
import {DealBase} from "./support/DealBase.sol";
import {Digests} from "./support/Digests.sol";
import {VM} from "./support/Vm.sol";

/// @dev A token that keeps what it was called with, or reverts with what it was set to.
contract RecordingToken {
    bytes public recorded;
    bytes private _reason;
    bool private _refuses;

    function setReason(bytes calldata reason) external {
        (_refuses, _reason) = (true, reason);
    }

    fallback() external {
        if (!_refuses) {
            recorded = msg.data;
            return;
        }
        bytes memory reason = _reason;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

/// @dev What the token is called with when money comes in by its authorization, against a reference in plain Solidity.
contract ReceiveTest is DealBase {
    RecordingToken private token;
    IQuittance private recorder;

    function setUp() public override {
        super.setUp();
        token = new RecordingToken();
        recorder = _deployQuittance(address(token));
    }

    /// @dev Signatures of any length, of wallets and of contracts.
    function testFuzz_TheTokenIsCalledAsByTheReference(
        uint96 amount,
        uint40 validBefore,
        uint64 salt,
        uint256 choice,
        bytes calldata other
    ) external {
        amount = amount == 0 ? 1 : amount;
        address from = choice & 1 == 0 ? address(this) : address(uint160(choice >> 8) | (1 << 159));
        bytes memory signature = _signatureOf(choice >> 1, other);
        recorder.depositWithAuthorization(from, SELLER, amount, validBefore, salt, signature);
        ReceiveReference.Receipt memory receipt = ReceiveReference.Receipt(
            from,
            address(recorder),
            amount,
            validBefore,
            Digests.deposit(address(recorder), SELLER, salt)
        );
        VM.assertEq(token.recorded(), ReceiveReference.calldataFor(receipt, signature), "calldata");
    }

    function testFuzz_RevertWhen_TheTokenReverts_WithItsReason(bytes calldata reason, uint256 choice) external {
        token.setReason(reason);
        bytes memory signature = _signatureOf(choice, reason);
        bytes memory call = abi.encodeCall(ILedger.depositWithAuthorization, (BUYER, SELLER, 1, OPEN_BY, 1, signature));
        (bool done, bytes memory answer) = address(recorder).call(call);
        VM.assertFalse(done, "done");
        VM.assertEq(answer, reason, "reason");
    }

    /// @return signature 64 or 65 bytes more often than another length.
    function _signatureOf(uint256 choice, bytes calldata other) private pure returns (bytes memory signature) {
        if (choice % 4 == 3) return other;
        bytes32 half = keccak256(abi.encode(choice));
        signature = bytes.concat(half, keccak256(abi.encode(half)));
        if (choice % 4 == 1) signature = bytes.concat(signature, bytes1(uint8(choice >> 8)));
    }
}
