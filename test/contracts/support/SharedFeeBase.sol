// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {BallotBox, SignedBallot} from "./BallotBox.sol";
import {DisputesBase} from "./DisputesBase.sol";
import {TermsFixture} from "./TermsFixture.sol";
import {VM} from "./Vm.sol";

/// @notice Deals whose verification fee the jurors share: no panel account is named. Everything happens on milestone 0.
abstract contract SharedFeeBase is DisputesBase {
    /// @dev Three jurors have 334, 333 and 333 of it.
    uint96 internal constant FEE = 1_000;

    /// @return fixture Settled at once, without other fees, paid to wallets.
    function _sharedAtOnce(uint256 jurors) internal view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.verificationFee = FEE;
        fixture.panel = _panel(jurors);
    }

    /// @return fixture With a contest window and an arbiter, in payouts of one basis point each.
    function _shared(uint256 jurors) internal view returns (TermsFixture memory fixture) {
        fixture = _contestable();
        (fixture.passingScore, fixture.payoutStep) = (1, 1);
        (fixture.marketplaceFee, fixture.marketplace) = (0, address(0));
        fixture.verificationFee = FEE;
        fixture.panelAccount = address(0);
        fixture.panel = _panel(jurors);
        fixture.bond = 1e6 * uint96(2 * jurors + 2); // the least for the pool's seat fee
    }

    /// @dev Submits these ballots with the seller's delivery.
    function _submit(TermsFixture memory fixture, SignedBallot[] memory ballots) internal {
        bytes memory packed = BallotBox.withDelivery(
            BallotBox.pack(ballots),
            EVIDENCE_URI,
            _delivery(fixture, 0, EVIDENCE)
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, packed);
    }

    /// @dev Opens at NOW, and the first two of three jurors decide at once.
    function _judgedByTwo() internal returns (TermsFixture memory fixture, bytes32 dealId) {
        fixture = _shared(3);
        dealId = _open(fixture);
        _submit(fixture, _of(fixture, 0, 2, 6_000));
    }

    /// @dev Opens and delivers at NOW. The first two of three jurors leave the payout open.
    function _undecided() internal returns (TermsFixture memory fixture, bytes32 dealId) {
        fixture = _shared(3);
        dealId = _open(fixture);
        _deliver(fixture, 0);
        SignedBallot[] memory ballots = new SignedBallot[](2);
        ballots[0] = _ballot(fixture, 0, EVIDENCE, 0, 6_000);
        ballots[1] = _ballot(fixture, 0, EVIDENCE, 1, 7_000);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, BallotBox.pack(ballots));
    }

    function _recordLate(TermsFixture memory fixture, SignedBallot[] memory ballots) internal {
        quittance.recordLateBallots(fixture.whole(), 0, BallotBox.pack(ballots));
    }

    /// @return ballots Of `count` jurors from position `first` on, all of one score.
    function _of(
        TermsFixture memory fixture,
        uint8 first,
        uint8 count,
        uint16 score
    ) internal view returns (SignedBallot[] memory ballots) {
        ballots = new SignedBallot[](count);
        for (uint8 i = 0; i < count; ++i) ballots[i] = _ballot(fixture, 0, EVIDENCE, first + i, score);
    }

    /// @dev Checks what each of three jurors has in its balance.
    function _requireShares(TermsFixture memory fixture, uint256 first, uint256 second, uint256 third) internal view {
        VM.assertEq(quittance.balanceOf(fixture.panel[0]), first, "the first juror");
        VM.assertEq(quittance.balanceOf(fixture.panel[1]), second, "the second juror");
        VM.assertEq(quittance.balanceOf(fixture.panel[2]), third, "the third juror");
    }

    /// @return sum What all jurors of the panel have in their balances.
    function _jurorsHave(TermsFixture memory fixture) internal view returns (uint256 sum) {
        for (uint256 i = 0; i < fixture.panel.length; ++i) sum += quittance.balanceOf(fixture.panel[i]);
    }

    /// @dev As `_requireConserved`, with what the named jurors have.
    function _requireAllConserved(TermsFixture memory fixture, uint256 bondsHeld) internal view {
        _requireConserved(_dealId(fixture), bondsHeld + _jurorsHave(fixture));
    }
}
