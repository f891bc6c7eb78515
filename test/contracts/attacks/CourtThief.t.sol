// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IArbitrable} from "../../../contracts/interfaces/IArbitrable.sol";
import {IErc792Arbiter} from "../../../contracts/interfaces/IErc792Arbiter.sol";
import {BridgeBase} from "../support/BridgeBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The thief at another court's bridge: a court that calls back, numbers two cases alike or rules again; a
/// payer that wants another's bond, its fee back, or to be first.
contract CourtThiefTest is BridgeBase {
    function _twin() private view returns (TermsFixture memory fixture) {
        fixture = _named();
        fixture.salt = 2;
    }

    // ---- the court calls back while it is asked ----

    function test_TheCourtOpensTheSameCaseAgainFromWithin() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        court.setCost(0);
        court.callBack(address(bridge), abi.encodeCall(IErc792Arbiter.dispute, (fixture.whole(), 0)));
        _dispute(fixture, STRANGER, 0);
        VM.assertFalse(court.calledBack(), "one dispute for each milestone");
        VM.assertEq(
            court.answer(),
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_AlreadyDisputed.selector, dealId, uint256(0)),
            "for the stated reason"
        );
    }

    function test_TheCourtRulesBeforeItNumbered() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        court.callBack(address(bridge), abi.encodeCall(IArbitrable.rule, (7, 5)));
        _dispute(fixture, STRANGER, COST);
        VM.assertFalse(court.calledBack(), "there was no such case yet");
        VM.assertFalse(bridge.caseOf(7).ruled, "not ruled");
    }

    /// @dev Dispute 0 is another deal's and ruled; while this one has no number, it must not pass for it.
    function test_TheCourtEnforcesAnotherCasesRulingFromWithin() external {
        TermsFixture memory first = _named();
        TermsFixture memory second = _twin();
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
        TermsFixture memory first = _named();
        TermsFixture memory second = _twin();
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
        TermsFixture memory first = _named();
        TermsFixture memory second = _twin();
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
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        court.setNextId(type(uint256).max - 1);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_DisputeIdRefused.selector, type(uint256).max - 1)
        );
        _dispute(fixture, STRANGER, COST);
        court.setNextId(type(uint256).max - 2);
        _dispute(fixture, STRANGER, COST);
        (bool disputed, uint256 number) = bridge.disputeOf(_dealId(fixture), 0);
        VM.assertTrue(disputed, "the largest number there is");
        VM.assertEq(number, type(uint256).max - 2, "the largest number there is");
    }

    // ---- other people's bonds ----

    /// @dev Two cases, two bonds in one balance; each payer has its own and not a unit more.
    function test_TwoCasesAreNeverMixed() external {
        TermsFixture memory first = _named();
        TermsFixture memory second = _twin();
        second.bond = 3 * BOND;
        uint256 one = _enforced(first, STRANGER, 2);
        uint256 two = _enforced(second, PAYER, 4);
        VM.assertEq(quittance.balanceOf(address(bridge)), 4 * BOND, "both in one balance");
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

    /// @dev A gift to the bridge's balance is no one's bond.
    function test_AGiftToTheBridgeIsOwedToNobody() external {
        _fundLedger(address(bridge), 5e6);
        uint256 id = _enforced(_named(), STRANGER, 2);
        VM.assertEq(bridge.caseOf(id).owed, BOND, "the bond of the terms");
        bridge.collect(id, STRANGER);
        VM.assertEq(quittance.balanceOf(address(bridge)), 5e6, "the gift stays");
    }

    /// @dev One ruling, the wrong milestone or deal: each has its own case.
    function test_ARulingIsEnforcedOnItsOwnMilestoneOnly() external {
        TermsFixture memory first = _named();
        TermsFixture memory second = _twin();
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
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_RefundRefused.selector, address(this), uint256(1))
        );
        bridge.dispute{value: COST + 1}(fixture.whole(), 0);
        VM.assertEq(address(this).balance, PURSE, "nothing was taken");
        bridge.dispute{value: COST}(fixture.whole(), 0);
    }

    /// @dev Anyone who pays first is owed the bond; who wanted to pay loses nothing but its gas.
    function test_FrontRunDispute() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, PAYER, COST);
        VM.expectPartialRevert(IErc792Arbiter.Erc792Arbiter_AlreadyDisputed.selector);
        _dispute(fixture, STRANGER, COST);
        VM.assertEq(STRANGER.balance, PURSE, "its coin stays its own");
        VM.assertEq(bridge.caseOf(id).payer, PAYER, "who paid is owed");
    }

    function test_TheCourtRaisesItsFeeInBetween() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        court.setCost(2 * COST);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_FeeTooSmall.selector, COST, 2 * COST));
        _dispute(fixture, STRANGER, COST);
    }

    /// @dev The parties' own ending beats the court: nothing is owed, nothing is stuck.
    function test_TheCourtRulesOnWhatThePartiesEnded() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        VM.prank(SELLER);
        quittance.refund(fixture.whole(), 0, "");
        court.give(bridge, id, 5);
        VM.expectRevert();
        bridge.enforce(fixture.whole(), 0);
        quittance.releaseBond(fixture.whole(), 0, 3, "");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "the bond is back with who paid it");
        VM.assertEq(quittance.balanceOf(address(bridge)), 0, "nothing came through here");
    }

    /// @dev The bridge signs nothing: no signature makes it rule.
    function test_NoSignatureSpeaksForTheBridge() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        VM.expectRevert();
        quittance.rule(fixture.whole(), 0, FULL, new bytes(65));
        VM.expectRevert();
        quittance.rule(fixture.whole(), 0, FULL, "");
    }
}
