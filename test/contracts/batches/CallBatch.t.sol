// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IOpenBatches} from "../../../contracts/interfaces/IOpenBatches.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPayments} from "../../../contracts/interfaces/IPayments.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {Order} from "../../../contracts/types/Order.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {Vm, VM} from "../support/Vm.sol";

contract CallBatchTest is DealBase {
    bytes32 private _id;

    function setUp() public override {
        super.setUp();
        _id = _open(_fixture());
    }

    function test_TheCallerIsWhoeverCallsTheBatch() external {
        bytes[] memory calls = new bytes[](2);
        for (uint8 i = 0; i < 2; ++i) calls[i] = _release(i, "");
        VM.prank(BUYER);
        quittance.batch(calls, true);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "released by its buyer");
        calls = new bytes[](1);
        calls[0] = _release(2, "");
        _expectRefusal(0, _notSigned(2));
        quittance.batch(calls, false);
        VM.assertEq(_settled(_id), 3, "a stranger releases nothing");
    }

    /// @dev Releases, refunds and verdicts in any order, some twice, some without a good signature.
    function testFuzz_ABatchIsItsSingles(uint256 seed) external {
        bytes[] memory calls = new bytes[](1 + (seed % 5));
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            calls[i] = _any(seed >> 8, uint8(dice % 4), dice & 16 == 0);
        }
        uint256 snapshot = VM.snapshotState();
        uint256 refused;
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done, ) = address(quittance).call(calls[i]);
            if (!done) ++refused;
        }
        bytes32 singles = _facts();
        VM.revertToState(snapshot);
        VM.recordLogs();
        quittance.batch(calls, false);
        VM.assertEq(_facts(), singles, "as the singles leave it");
        uint256 told;
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IItems.ItemRefused.selector) ++told;
        }
        VM.assertEq(told, refused, "each refusal is told");
    }

    function test_RefusesOneByOne() external {
        bytes[] memory calls = new bytes[](3);
        calls[0] = _release(0, _released(0));
        calls[1] = _release(0, _released(0));
        calls[2] = _release(1, _released(1));
        _expectRefusal(1, abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, _id, uint256(0)));
        quittance.batch(calls, false);
        VM.assertEq(_settled(_id), 3, "the others");
    }

    function test_RevertWhen_OneOfAllIsRefused() external {
        bytes[] memory calls = new bytes[](2);
        calls[0] = _release(0, _released(0));
        calls[1] = _release(1, _released(0));
        VM.expectRevert(_notSigned(1));
        quittance.batch(calls, true);
        VM.assertEq(_settled(_id), 0, "nothing happened");
    }

    /// @dev With any gas limit the batch reverts or makes every call: none is refused for gas.
    function test_LittleGasRefusesNoItem() external {
        bytes[] memory calls = new bytes[](3);
        for (uint8 i = 0; i < 3; ++i) calls[i] = _release(i, _released(i));
        bytes memory call = abi.encodeCall(IBatches.batch, (calls, false));
        uint256 made;
        for (uint256 gasLimit = 30_000; gasLimit < 700_000; gasLimit += 7_919) {
            uint256 snapshot = VM.snapshotState();
            (bool done, ) = address(quittance).call{gas: gasLimit}(call);
            VM.assertEq(_settled(_id), done ? 7 : 0, "all or none");
            if (done) ++made;
            VM.revertToState(snapshot);
        }
        VM.assertTrue(made != 0, "some limit was enough");
    }

    function test_RevertWhen_TheCallsAreToTwoFunctions() external {
        bytes[] memory calls = new bytes[](2);
        calls[0] = _release(0, _released(0));
        calls[1] = abi.encodeCall(ISettlements.refund, (_fixture().whole(), 1, ""));
        VM.expectRevert(
            abi.encodeWithSelector(
                IBatches.Quittance_MixedBatch.selector,
                uint256(1),
                ISettlements.release.selector,
                ISettlements.refund.selector
            )
        );
        quittance.batch(calls, false);
        calls[1] = hex"00";
        VM.expectPartialRevert(IBatches.Quittance_MixedBatch.selector);
        quittance.batch(calls, false);
    }

    function test_RevertWhen_BatchesDoNotTakeIt() external {
        VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_NotForBatches.selector, bytes4(0)));
        quittance.batch(new bytes[](0), false);
        bytes[] memory inner = new bytes[](1);
        inner[0] = _release(0, _released(0));
        bytes[5] memory refused = [
            abi.encodeCall(IBatches.batch, (inner, false)),
            abi.encodeCall(IBatches.submitVerdicts, (new VerdictGroup[](0), false)),
            abi.encodeWithSelector(IOpenBatches.openBatch.selector),
            abi.encodeWithSelector(IPayments.revokeOrder.selector),
            abi.encodeWithSelector(ILedger.deposit.selector)
        ];
        for (uint256 i = 0; i < refused.length; ++i) {
            bytes[] memory calls = new bytes[](1);
            calls[0] = refused[i];
            VM.expectRevert(abi.encodeWithSelector(IItems.Quittance_NotForBatches.selector, bytes4(refused[i])));
            quittance.batch(calls, false);
        }
    }

    /// @dev Every function that batches take, refused by its own error when it is asked for nothing that is there.
    function test_TakesEachOfItsFunctions() external {
        TermsFixture memory other = _fixture();
        other.salt = 77;
        bytes memory terms = other.whole();
        bytes memory unknown = abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(other));
        _refusedWith(abi.encodeCall(IDeliveries.deliver, (terms, 0, EVIDENCE, "", "")), unknown);
        _refusedWith(abi.encodeCall(IVerdicts.submitVerdict, (terms, 0, EVIDENCE, "")), unknown);
        _refusedWith(abi.encodeWithSignature("settle(bytes,uint8)", terms, 0), unknown);
        _refusedWith(abi.encodeCall(ISettlements.release, (terms, 0, "")), unknown);
        _refusedWith(abi.encodeCall(ISettlements.refund, (terms, 0, "")), unknown);
        _refusedWith(
            abi.encodeCall(ISettlements.reclaim, (other.schedule(), other.adjudicationHash(), 0, "")),
            unknown
        );
        _refusedWith(
            abi.encodeCall(IDeals.open, (_fixture().whole(), "", "")),
            abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _id)
        );
        _refused(abi.encodeWithSignature("claimPayout(address)", SELLER));
        _refused(abi.encodeWithSignature("withdraw(address,uint96,uint64)", SELLER, uint96(1), uint64(1)));
        _refused(abi.encodeCall(ITabs.redeem, (SELLER, hex"00")));
        _refused(abi.encodeCall(IPayments.pay, (new Order[](0), new bytes[](1))));
    }

    // ---- making ----

    function _any(uint256 kind, uint8 milestone, bool good) private view returns (bytes memory) {
        bytes memory terms = _fixture().whole();
        uint8 signed = (good ? milestone : milestone + 1) % 3;
        if (kind % 3 == 0) return _release(milestone, _released(signed));
        if (kind % 3 == 1) {
            bytes memory signature = Signing.sign(SELLER_KEY, Digests.refund(address(quittance), _fixture(), signed));
            return abi.encodeCall(ISettlements.refund, (terms, milestone, signature));
        }
        bytes memory ballots = BallotBox.pack(_quorum(_fixture(), signed, FULL));
        return abi.encodeCall(IVerdicts.submitVerdict, (terms, milestone, EVIDENCE, ballots));
    }

    function _release(uint8 milestone, bytes memory signature) private view returns (bytes memory) {
        return abi.encodeCall(ISettlements.release, (_fixture().whole(), milestone, signature));
    }

    function _released(uint8 milestone) private view returns (bytes memory) {
        return Signing.sign(BUYER_KEY, Digests.release(address(quittance), _fixture(), milestone));
    }

    function _facts() private view returns (bytes32) {
        (, , uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(_id);
        return keccak256(abi.encode(unsettled, settled, recorded, usdc.balanceOf(SELLER), usdc.balanceOf(BUYER)));
    }

    // ---- expecting ----

    function _notSigned(uint8 milestone) private view returns (bytes memory) {
        bytes32 digest = Digests.release(address(quittance), _fixture(), milestone);
        return abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, digest);
    }

    function _refusedWith(bytes memory call, bytes memory reason) private {
        bytes[] memory calls = new bytes[](1);
        calls[0] = call;
        _expectRefusal(0, reason);
        quittance.batch(calls, false);
    }

    /// @dev Takes the call, which is refused for a reason of its own.
    function _refused(bytes memory call) private {
        bytes[] memory calls = new bytes[](1);
        calls[0] = call;
        (bool done, bytes memory reason) = address(quittance).call(call);
        VM.assertFalse(done, "alone");
        _expectRefusal(0, reason);
        quittance.batch(calls, false);
    }

    function _expectRefusal(uint256 index, bytes memory reason) private {
        VM.expectEmit(address(quittance));
        emit IItems.ItemRefused(index, reason);
    }
}
