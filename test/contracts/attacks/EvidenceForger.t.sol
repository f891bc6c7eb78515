// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The buyer that has evidence of its own making judged, and the seller that delivers twice, late, something
/// else, or somebody else's work.
contract EvidenceForgerTest is DealBase {
    bytes32 private constant FORGED = keccak256("forged evidence");

    function setUp() public override {
        super.setUp();
        _open(_terms());
    }

    function _terms() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.payoutStep = 1_000;
    }

    function _scores(uint16 score) private pure returns (uint16[] memory scores) {
        scores = new uint16[](2);
        scores[0] = score;
        scores[1] = score;
    }

    /// @dev The jurors are honest: what they were shown is garbage, and they said so.
    function _ballotsOnForgery() private view returns (bytes memory) {
        TermsFixture memory fixture = _terms();
        return BallotBox.pack(_ballots(fixture, 0, FORGED, _scores(0)));
    }

    function _requireUnproven(bytes memory ballots) private {
        TermsFixture memory fixture = _terms();
        VM.prank(BUYER);
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, _dealId(fixture), uint256(0), FORGED)
        );
        quittance.submitVerdict(fixture.whole(), 0, FORGED, ballots);
    }

    function test_promise_10_ForgedEvidenceWithoutADelivery() external {
        _requireUnproven(_ballotsOnForgery());
    }

    function test_promise_10_ForgedEvidenceWithTheDeliveryOfTheRealOne() external {
        TermsFixture memory fixture = _terms();
        _requireUnproven(BallotBox.withDelivery(_ballotsOnForgery(), EVIDENCE_URI, _delivery(fixture, 0, EVIDENCE)));
    }

    function test_promise_10_ForgedEvidenceSignedByTheBuyer() external {
        TermsFixture memory fixture = _terms();
        bytes32 digest = Digests.delivery(address(quittance), _dealId(fixture), 0, FORGED, EVIDENCE_URI);
        _requireUnproven(BallotBox.withDelivery(_ballotsOnForgery(), EVIDENCE_URI, Signing.sign(BUYER_KEY, digest)));
    }

    function test_promise_10_ForgedEvidenceSignedUnderAnotherEvidenceUri() external {
        TermsFixture memory fixture = _terms();
        bytes32 digest = Digests.delivery(address(quittance), _dealId(fixture), 0, FORGED, "ipfs://elsewhere");
        _requireUnproven(BallotBox.withDelivery(_ballotsOnForgery(), EVIDENCE_URI, Signing.sign(SELLER_KEY, digest)));
    }

    function test_BuyerPostsADeliveryOfItsOwn() external {
        TermsFixture memory fixture = _terms();
        VM.prank(BUYER);
        VM.expectPartialRevert(bytes4(keccak256("Quittance_InvalidSignature(address,bytes32)")));
        quittance.deliver(fixture.whole(), 0, FORGED, EVIDENCE_URI, "");
    }

    function test_SignedDeliveryPostedUnderAnotherEvidenceUri() external {
        TermsFixture memory fixture = _terms();
        bytes memory signature = _delivery(fixture, 0, EVIDENCE);
        VM.prank(BUYER);
        VM.expectPartialRevert(bytes4(keccak256("Quittance_InvalidSignature(address,bytes32)")));
        quittance.deliver(fixture.whole(), 0, EVIDENCE, "ipfs://nowhere", signature);
    }

    function test_promise_11_SellerDeliversTwice() external {
        TermsFixture memory fixture = _terms();
        _deliver(fixture, 0);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeliveries.Quittance_AlreadyDelivered.selector,
                _dealId(fixture),
                uint256(0),
                EVIDENCE
            )
        );
        quittance.deliver(fixture.whole(), 0, FORGED, EVIDENCE_URI, "");
    }

    function test_promise_11_SellerShowsEachJurorSomethingElse() external {
        TermsFixture memory fixture = _terms();
        _deliver(fixture, 0);
        bytes memory ballots = BallotBox.pack(_ballots(fixture, 0, FORGED, _scores(FULL)));
        VM.expectRevert(abi.encodeWithSelector(IVerdicts.Quittance_EvidenceMismatch.selector, EVIDENCE, FORGED));
        quittance.submitVerdict(fixture.whole(), 0, FORGED, ballots);
    }

    function test_SellerDeliversLate() external {
        TermsFixture memory fixture = _terms();
        VM.warp(DEADLINE_0);
        _deliver(fixture, 0);
        VM.warp(DEADLINE_1 + 1);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeliveries.Quittance_DeadlinePassed.selector,
                _dealId(fixture),
                uint256(1),
                uint256(DEADLINE_1),
                uint256(DEADLINE_1 + 1)
            )
        );
        quittance.deliver(fixture.whole(), 1, EVIDENCE, EVIDENCE_URI, "");
    }

    /// @dev A seller that keeps silent until the provisional verdict is bad cannot put other evidence in its place.
    function test_promise_11_SellerDeliversAfterAProvisionalVerdict() external {
        TermsFixture memory windowed = _fixture();
        windowed.contestWindow = 1 days;
        windowed.salt = 9;
        _open(windowed);
        _judge(windowed, 0, 0);
        VM.prank(SELLER);
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeliveries.Quittance_AlreadyDelivered.selector,
                _dealId(windowed),
                uint256(0),
                EVIDENCE
            )
        );
        quittance.deliver(windowed.whole(), 0, FORGED, EVIDENCE_URI, "");
    }
}
