// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IArbitrable} from "../../../contracts/interfaces/IArbitrable.sol";
import {IErc792Arbiter} from "../../../contracts/interfaces/IErc792Arbiter.sol";
import {BridgeStage} from "../support/BridgeStage.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The thief at another court's bridge: a court that calls back, numbers two cases alike or rules again; a payer
/// that wants another's bond, its fee back, or to be first.
contract CourtThiefTest is BridgeStage {
    function _twin() private view returns (TermSheet memory sheet) {
        sheet = _named();
        sheet.salt = 2;
    }

    // ---- the court calls back while it is asked ----

    function test_TheCourtOpensTheSameCaseAgainFromWithin() external {
        TermSheet memory sheet = _named();
        bytes32 dealId = _bringBefore(sheet);
        court.setCost(0);
        court.callBack(address(bridge), abi.encodeCall(IErc792Arbiter.dispute, (sheet.whole(), 0)));
        _dispute(sheet, STRANGER, 0);
        VM.assertFalse(court.calledBack(), "one dispute for each milestone");
        VM.assertEq(
            court.answer(),
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_AlreadyDisputed.selector, dealId, uint256(0)),
            "for the stated reason"
        );
    }

    function test_TheCourtRulesBeforeItNumbered() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        court.callBack(address(bridge), abi.encodeCall(IArbitrable.rule, (7, 5)));
        _dispute(sheet, STRANGER, COST);
        VM.assertFalse(court.calledBack(), "there was no such case yet");
        VM.assertFalse(bridge.caseOf(7).ruled, "not ruled");
    }

    /// @dev Dispute 0 is another deal's and ruled; while this one has no number, it must not pass for it.
    function test_TheCourtEnforcesAnotherCasesRulingFromWithin() external {
        TermSheet memory first = _named();
        TermSheet memory second = _twin();
        _bringBefore(first);
        _bringBefore(second);
        court.setNextId(0);
        _dispute(first, STRANGER, COST);
        court.give(bridge, 0, 5);
        court.callBack(address(bridge), abi.encodeCall(IErc792Arbiter.enforce, (second.whole(), 0)));
        _dispute(second, STRANGER, COST);
        VM.assertFalse(court.calledBack(), "nothing to enforce yet");
        VM.assertEq(
            court.answer(),
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotDisputed.selector, _dealId(second), uint256(0)),
            "for the stated reason"
        );
        VM.assertEq(_settled(_dealId(second)), 0, "not settled");
    }

    function test_TheCourtOpensAnotherCaseFromWithin() external {
        TermSheet memory first = _named();
        TermSheet memory second = _twin();
        _bringBefore(first);
        _bringBefore(second);
        court.setCost(0);
        court.callBack(address(bridge), abi.encodeCall(IErc792Arbiter.dispute, (second.whole(), 0)));
        uint256 id = _dispute(first, STRANGER, 0);
        VM.assertTrue(court.calledBack(), "another milestone is another case");
        VM.assertEq(bridge.caseOf(id).dealId, _dealId(first), "each under its own number");
        VM.assertEq(bridge.caseOf(id + 1).dealId, _dealId(second), "each under its own number");
    }

    // ---- numbers ----

    function test_TheCourtGivesTwoCasesOneNumber() external {
        TermSheet memory first = _named();
        TermSheet memory second = _twin();
        _bringBefore(first);
        _bringBefore(second);
        _dispute(first, STRANGER, COST);
        court.setNextId(7);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_DisputeIdRefused.selector, uint256(7)));
        _dispute(second, PAYER, COST);
        VM.assertEq(bridge.caseOf(7).payer, STRANGER, "the first keeps its number");
        VM.assertEq(PAYER.balance, PURSE, "the second keeps its fee");
        // A court that thinks better of it is asked again.
        court.setNextId(8);
        _dispute(second, PAYER, COST);
    }

    function test_NumbersThatHaveNoSuccessor() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        court.setNextId(type(uint256).max - 1);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_DisputeIdRefused.selector, type(uint256).max - 1)
        );
        _dispute(sheet, STRANGER, COST);
        court.setNextId(type(uint256).max - 2);
        _dispute(sheet, STRANGER, COST);
        (bool disputed, uint256 number) = bridge.disputeOf(_dealId(sheet), 0);
        VM.assertTrue(disputed, "the largest number there is");
        VM.assertEq(number, type(uint256).max - 2, "the largest number there is");
    }

    // ---- other people's bonds ----

    /// @dev Two cases, two bonds in one row; each payer has its own and not a unit more.
    function test_TwoCasesAreNeverMixed() external {
        TermSheet memory first = _named();
        TermSheet memory second = _twin();
        second.bond = 3 * BOND;
        uint256 one = _enforced(first, STRANGER, 2);
        uint256 two = _enforced(second, PAYER, 4);
        VM.assertEq(quittance.balanceOf(address(bridge)), 4 * BOND, "both in one row");
        uint256 before = usdc.balanceOf(PAYER);
        VM.prank(STRANGER);
        bridge.collect(one, STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NothingOwed.selector, one));
        VM.prank(STRANGER);
        bridge.collect(one, STRANGER);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotThePayer.selector, STRANGER, PAYER));
        VM.prank(STRANGER);
        bridge.collect(two, STRANGER);
        bridge.collect(two, PAYER);
        VM.assertEq(usdc.balanceOf(STRANGER), BOND, "its own");
        VM.assertEq(usdc.balanceOf(PAYER) - before, 3 * BOND, "its own");
        VM.assertEq(quittance.balanceOf(address(bridge)), 0, "nothing is left");
    }

    /// @dev A gift to the bridge's row is nobody's bond.
    function test_AGiftToTheBridgeIsOwedToNobody() external {
        _fundLedger(address(bridge), 5e6);
        uint256 id = _enforced(_named(), STRANGER, 2);
        VM.assertEq(bridge.caseOf(id).owed, BOND, "the bond of the terms");
        bridge.collect(id, STRANGER);
        VM.assertEq(quittance.balanceOf(address(bridge)), 5e6, "the gift stays");
    }

    /// @dev One ruling, the wrong milestone or deal: each has its own case.
    function test_ARulingIsEnforcedOnItsOwnMilestoneOnly() external {
        TermSheet memory first = _named();
        TermSheet memory second = _twin();
        _bringBefore(first);
        _bringBefore(second);
        uint256 id = _dispute(first, STRANGER, COST);
        court.give(bridge, id, 5);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotDisputed.selector, _dealId(second), uint256(0))
        );
        bridge.enforce(second.whole(), 0);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotDisputed.selector, _dealId(first), uint256(1))
        );
        bridge.enforce(first.whole(), 1);
    }

    // ---- coin ----

    /// @dev This contract takes no coin: its excess cannot come back, so the call must not keep it.
    function test_ARefundThatIsRejected() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_RefundRefused.selector, address(this), uint256(1))
        );
        bridge.dispute{value: COST + 1}(sheet.whole(), 0);
        VM.assertEq(address(this).balance, PURSE, "nothing was taken");
        bridge.dispute{value: COST}(sheet.whole(), 0);
    }

    /// @dev Whoever pays first is owed the bond; who wanted to pay loses nothing but its gas.
    function test_FrontRunDispute() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        uint256 id = _dispute(sheet, PAYER, COST);
        VM.expectPartialRevert(IErc792Arbiter.Erc792Arbiter_AlreadyDisputed.selector);
        _dispute(sheet, STRANGER, COST);
        VM.assertEq(STRANGER.balance, PURSE, "its coin stays its own");
        VM.assertEq(bridge.caseOf(id).payer, PAYER, "who paid is owed");
    }

    function test_TheCourtRaisesItsFeeInBetween() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        court.setCost(2 * COST);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_FeeTooSmall.selector, COST, 2 * COST));
        _dispute(sheet, STRANGER, COST);
    }

    /// @dev The parties' own ending beats the court: nothing is owed, nothing is stuck.
    function test_TheCourtRulesOnWhatThePartiesEnded() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        uint256 id = _dispute(sheet, STRANGER, COST);
        VM.prank(SELLER);
        quittance.concede(sheet.whole(), 0, "");
        court.give(bridge, id, 5);
        VM.expectRevert();
        bridge.enforce(sheet.whole(), 0);
        quittance.releaseBond(sheet.whole(), 0, 3, "");
        VM.assertEq(quittance.balanceOf(SELLER), ROW, "the bond is back with who paid it");
        VM.assertEq(quittance.balanceOf(address(bridge)), 0, "nothing came through here");
    }

    /// @dev The bridge signs nothing: no signature makes it rule.
    function test_NoSignatureSpeaksForTheBridge() external {
        TermSheet memory sheet = _named();
        _bringBefore(sheet);
        VM.expectRevert();
        quittance.rule(sheet.whole(), 0, FULL, new bytes(65));
        VM.expectRevert();
        quittance.rule(sheet.whole(), 0, FULL, "");
    }
}
