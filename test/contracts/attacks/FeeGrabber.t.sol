// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IEquivocations} from "../../../contracts/interfaces/IEquivocations.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {SignedBallot as Proof} from "../../../contracts/types/SignedBallot.sol";
import {SignedBallot} from "../support/BallotBox.sol";
import {SharedFeeBase} from "../support/SharedFeeBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Those who want more of a shared fee than their part: a juror that leaves others out, comes twice, or comes
/// after the end; a party that ends the milestone before others are on record; and one that would sit on the panel
/// itself.
contract FeeGrabberTest is SharedFeeBase {
    /// @dev Who submits the verdict leaves a juror out. It has until the milestone settles, and needs nobody for it.
    function test_AJurorLeftOutPutsItselfOnRecord() external {
        (TermsFixture memory fixture, ) = _judgedByTwo();
        SignedBallot[] memory late = _of(fixture, 2, 1, 6_000);
        VM.warp(NOW + W - 1);
        VM.prank(fixture.panel[2]);
        _recordLate(fixture, late);
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        _requireShares(fixture, 334, 333, 333);
    }

    function test_NobodyComesAfterTheEnd() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        SignedBallot[] memory late = _of(fixture, 2, 1, 6_000);
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        _recordLate(fixture, late);
        _requireShares(fixture, FEE / 2, FEE / 2, 0);
        _requireAllConserved(fixture, 0);
    }

    /// @dev The buyer ends it at once, so that a third juror comes too late. Neither party gains by it: all of the fee
    /// goes to those on record.
    function test_APartyThatEndsItEarlySavesNothing() external {
        (TermsFixture memory fixture, ) = _judgedByTwo();
        uint256 buyer = usdc.balanceOf(BUYER);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.assertEq(usdc.balanceOf(BUYER), buyer, "the buyer has nothing of the fee");
        VM.assertEq(usdc.balanceOf(SELLER) - BALANCE, AMOUNT_0, "nor has the seller");
        VM.assertEq(_jurorsHave(fixture), FEE, "the jurors have all of it");
    }

    /// @dev Two ballots are one part, and still convict.
    function test_AnEquivocatorHasOnePart() external {
        (TermsFixture memory fixture, bytes32 dealId) = _judgedByTwo();
        SignedBallot[] memory again = _of(fixture, 0, 1, FULL);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_NoNewBallots.selector, dealId, uint256(0)));
        _recordLate(fixture, again);
        SignedBallot[] memory first = _of(fixture, 0, 1, 6_000);
        VM.expectEmit(address(quittance));
        emit IEquivocations.EquivocationRecorded(dealId, fixture.panel[0], 0, EVIDENCE, 6_000, FULL);
        quittance.recordEquivocation(fixture.whole(), 0, 0, EVIDENCE, _proof(first[0]), _proof(again[0]));
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        _requireShares(fixture, FEE / 2, FEE / 2, 0);
    }

    /// @dev A juror that judged nothing but other evidence has no part.
    function test_BallotsOnOtherEvidenceEarnNothing() external {
        (TermsFixture memory fixture, ) = _judgedByTwo();
        SignedBallot[] memory other = new SignedBallot[](1);
        other[0] = _ballot(fixture, 0, keccak256("other evidence"), 2, 6_000);
        VM.expectRevert(
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, 2, fixture.panel[2])
        );
        _recordLate(fixture, other);
    }

    /// @dev A relayer that puts somebody's ballots in front of others' only brings them forward.
    function test_FrontRunningALateBallotChangesNoShare() external {
        (TermsFixture memory fixture, ) = _judgedByTwo();
        SignedBallot[] memory late = _of(fixture, 2, 1, 6_000);
        VM.prank(STRANGER);
        _recordLate(fixture, late);
        VM.expectPartialRevert(IRounds.Quittance_NoNewBallots.selector);
        _recordLate(fixture, late);
        VM.warp(NOW + W);
        quittance.settle(fixture.whole(), 0);
        _requireShares(fixture, 334, 333, 333);
    }

    function test_NeitherAPartyNorTheTokenSharesIt() external {
        address[4] memory wanted = [BUYER, SELLER, address(usdc), address(quittance)];
        for (uint256 i = 0; i < 4; ++i) {
            TermsFixture memory fixture = _shared(1);
            fixture.panel[0] = wanted[i];
            bytes memory whole = fixture.whole();
            bytes memory byBuyer = _buyerSignature(fixture);
            bytes memory bySeller = _sellerSignature(fixture);
            VM.expectRevert(
                i < 2
                    ? abi.encodeWithSelector(IDeals.Quittance_JurorIsParty.selector, uint256(0), wanted[i])
                    : abi.encodeWithSelector(IDeals.Quittance_TermsAddressRefused.selector, "panel", wanted[i])
            );
            quittance.open(whole, byBuyer, bySeller);
        }
    }

    function _proof(SignedBallot memory ballot) private pure returns (Proof memory) {
        return Proof(ballot.score, ballot.reasons, 0, new bytes32[](0), ballot.signature);
    }
}
