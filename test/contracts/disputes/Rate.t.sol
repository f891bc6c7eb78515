// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IRatings} from "../../../contracts/interfaces/IRatings.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract RateTest is DisputesBase {
    bytes32 private constant REASONS = keccak256("because");
    uint256 private constant WINDOW = 90 days;

    // ---- may it be rated ----

    function test_RevertWhen_TheDealIsUnknown() external {
        TermsFixture memory fixture = _fixture();
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
        quittance.rate(fixture.whole(), BUYER, 50, REASONS, "");
    }

    function test_RevertWhen_NothingSettled() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _refusesAsNotRateable(fixture, dealId);
        _judge(fixture, 0, FULL);
        _contest(fixture, BUYER, FULL);
        _refusesAsNotRateable(fixture, dealId);
    }

    function test_RevertWhen_ItWasCancelledJointly() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        uint96 left = uint96(fixture.total());
        bytes memory authorization = Signing.sign(
            SELLER_KEY,
            Digests.cancellation(address(quittance), fixture, left, OPEN_BY)
        );
        VM.prank(BUYER);
        quittance.cancel(fixture.whole(), left, OPEN_BY, "", authorization);
        _refusesAsNotRateable(fixture, dealId);
    }

    /// @dev An agreement on nothing is a joint cancel in all but name.
    function test_RevertWhen_TheyAgreedOnNothingForTheSeller() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _agree(fixture, 0, 0);
        _refusesAsNotRateable(fixture, dealId);
        _agree(fixture, 1, 1);
        _rate(fixture, BUYER, 50);
    }

    /// @dev A later cancel takes nothing back: what settled before can be rated.
    function test_ACancelAfterASettlementLeavesItRateable() external {
        TermsFixture memory fixture = _fixture();
        bytes32 dealId = _open(fixture);
        _judge(fixture, 0, FULL);
        uint96 left = _unsettled(dealId);
        VM.warp(NOW + 10);
        bytes32 digest = Digests.cancellation(address(quittance), fixture, left, OPEN_BY);
        quittance.cancel(
            fixture.whole(),
            left,
            OPEN_BY,
            Signing.sign(BUYER_KEY, digest),
            Signing.sign(SELLER_KEY, digest)
        );
        (uint40 settledAt, , ) = quittance.ratingOf(dealId);
        VM.assertEq(settledAt, NOW, "of the settlement before");
        _rate(fixture, SELLER, 50);
    }

    /// @dev Every way a milestone can settle, but the joint ones above.
    function test_EveryOtherEndingIsRateable() external {
        for (uint256 way = 0; way < 8; ++way) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _endedIn(way);
            (uint40 settledAt, bool byBuyer, bool bySeller) = quittance.ratingOf(_dealId(fixture));
            VM.assertEq(settledAt, block.timestamp, "settled now");
            VM.assertFalse(byBuyer || bySeller, "by no one yet");
            _rate(fixture, BUYER, 50);
            _rate(fixture, SELLER, 50);
            VM.revertToState(snapshot);
        }
    }

    function _endedIn(uint256 way) private returns (TermsFixture memory fixture) {
        fixture =
            way == 0
                ? _fixture()
                : way == 7
                    ? _withoutArbiter()
                    : _contestable();
        if (way == 6) {
            _beforeArbiter(fixture, FULL, BUYER, 0, SELLER);
            _rule(fixture, 0);
            return fixture;
        }
        if (way == 7) {
            _secondRound(fixture, FULL, BUYER);
            _vote(fixture, 3, _same(2, 0));
            return fixture;
        }
        _open(fixture);
        if (way == 0) {
            _judge(fixture, 0, 0);
        } else if (way == 1) {
            VM.prank(BUYER);
            quittance.release(fixture.whole(), 0, "");
        } else if (way == 2) {
            VM.prank(SELLER);
            quittance.refund(fixture.whole(), 0, "");
        } else if (way == 3) {
            _agree(fixture, 0, 1);
        } else if (way == 4) {
            VM.warp(DEADLINE_0 + 1);
            VM.prank(BUYER);
            quittance.reclaim(fixture.schedule(), fixture.adjudicationHash(), 0, "");
        } else {
            _deliver(fixture, 0);
            VM.warp(NOW + V + W);
            quittance.settle(fixture.whole(), 0);
        }
    }

    // ---- when ----

    function test_UntilNinetyDaysAfterTheLastSettlement() external {
        TermsFixture memory fixture = _paid();
        bytes32 dealId = _dealId(fixture);
        uint256 end = NOW + WINDOW;
        uint256 snapshot = VM.snapshotState();
        VM.warp(end - 1);
        _rate(fixture, BUYER, 50);
        VM.revertToState(snapshot);
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(end + late);
            VM.prank(BUYER);
            VM.expectRevert(
                abi.encodeWithSelector(IRatings.Quittance_RatingWindowEnded.selector, dealId, end, end + late)
            );
            quittance.rate(fixture.whole(), BUYER, 50, REASONS, "");
        }
        // Another settlement opens it again.
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 1, "");
        VM.warp(end + 1 + WINDOW - 1);
        _rate(fixture, BUYER, 50);
    }

    // ---- who, what, once ----

    function test_EachSideOnce() external {
        TermsFixture memory fixture = _paid();
        bytes32 dealId = _dealId(fixture);
        VM.expectEmit(address(quittance));
        emit IRatings.DealRated(dealId, BUYER, SELLER, 100, REASONS);
        _rate(fixture, BUYER, 100);
        (uint40 settledAt, bool byBuyer, bool bySeller) = quittance.ratingOf(dealId);
        VM.assertEq(settledAt, NOW, "settledAt");
        VM.assertTrue(byBuyer && !bySeller, "the buyer's");
        VM.expectEmit(address(quittance));
        emit IRatings.DealRated(dealId, SELLER, BUYER, 0, 0);
        VM.prank(SELLER);
        quittance.rate(fixture.whole(), SELLER, 0, 0, "");
        (, byBuyer, bySeller) = quittance.ratingOf(dealId);
        VM.assertTrue(byBuyer && bySeller, "both");
        address[2] memory raters = [BUYER, SELLER];
        for (uint256 i = 0; i < 2; ++i) {
            VM.prank(raters[i]);
            VM.expectRevert(abi.encodeWithSelector(IRatings.Quittance_AlreadyRated.selector, dealId, raters[i]));
            quittance.rate(fixture.whole(), raters[i], 1, REASONS, "");
        }
        // Nor once more after another settlement; the deal itself goes on untouched.
        _judge(fixture, 1, FULL);
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IRatings.Quittance_AlreadyRated.selector, dealId, BUYER));
        quittance.rate(fixture.whole(), BUYER, 1, REASONS, "");
        VM.assertEq(_settled(dealId), 3, "settled");
        VM.assertEq(_unsettled(dealId), AMOUNT_2, "unsettled");
    }

    function test_RevertWhen_TheScoreIsAboveHundred() external {
        TermsFixture memory fixture = _paid();
        uint8[2] memory large = [uint8(101), 255];
        for (uint256 i = 0; i < 2; ++i) {
            VM.prank(BUYER);
            VM.expectRevert(
                abi.encodeWithSelector(IRatings.Quittance_RatingTooLarge.selector, uint256(large[i]), uint256(100))
            );
            quittance.rate(fixture.whole(), BUYER, large[i], REASONS, "");
        }
    }

    function test_RevertWhen_TheRaterIsNoParty() external {
        TermsFixture memory fixture = _paid();
        address[3] memory others = [STRANGER, address(0), fixture.panel[0]];
        for (uint256 i = 0; i < 3; ++i) {
            VM.prank(others[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IContests.Quittance_NotAParty.selector, _dealId(fixture), others[i])
            );
            quittance.rate(fixture.whole(), others[i], 50, REASONS, "");
        }
    }

    function test_Signed_InBothFormsAndByBriefTerms() external {
        TermsFixture memory fixture = _paid();
        bytes32 digest = Digests.rating(address(quittance), _dealId(fixture), BUYER, 42, REASONS);
        bytes[2] memory forms = [Signing.sign(SELLER_KEY, digest), Signing.signCompact(SELLER_KEY, digest)];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            VM.prank(STRANGER);
            quittance.rate(i == 0 ? fixture.whole() : fixture.brief(), SELLER, 42, REASONS, forms[i]);
            VM.revertToState(snapshot);
        }
    }

    function test_Signed_ByAContractWallet() external {
        Erc1271Wallet wallet = new Erc1271Wallet(SELLER);
        TermsFixture memory fixture = _fixture();
        fixture.seller = address(wallet);
        _open(fixture);
        _judge(fixture, 0, FULL);
        bytes32 digest = Digests.rating(address(quittance), _dealId(fixture), BUYER, 42, REASONS);
        quittance.rate(fixture.whole(), address(wallet), 42, REASONS, Signing.sign(SELLER_KEY, digest));
    }

    function test_RevertWhen_TheSignatureSaysSomethingElse() external {
        TermsFixture memory fixture = _paid();
        address q = address(quittance);
        bytes32 dealId = _dealId(fixture);
        bytes32 right = Digests.rating(q, dealId, SELLER, 42, REASONS);
        bytes[7] memory wrong = [
            bytes(""),
            Signing.sign(BUYER_KEY, Digests.rating(q, dealId, SELLER, 41, REASONS)),
            Signing.sign(BUYER_KEY, Digests.rating(q, dealId, SELLER, 42, 0)),
            Signing.sign(BUYER_KEY, Digests.rating(q, keccak256("other"), SELLER, 42, REASONS)),
            Signing.sign(BUYER_KEY, Digests.rating(q, dealId, BUYER, 42, REASONS)),
            Signing.sign(SELLER_KEY, right),
            Signing.signHigh(BUYER_KEY, right)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.prank(SELLER);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, BUYER, right));
            quittance.rate(fixture.whole(), BUYER, 42, REASONS, wrong[i]);
        }
    }

    /// @return fixture Whose first milestone settled at NOW.
    function _paid() private returns (TermsFixture memory fixture) {
        fixture = _fixture();
        _open(fixture);
        _judge(fixture, 0, FULL);
    }

    function _agree(TermsFixture memory fixture, uint8 milestone, uint96 toSeller) private {
        bytes32 digest = Digests.agreement(address(quittance), fixture, milestone, toSeller, OPEN_BY);
        quittance.agree(
            fixture.whole(),
            milestone,
            toSeller,
            OPEN_BY,
            Signing.sign(BUYER_KEY, digest),
            Signing.sign(SELLER_KEY, digest)
        );
    }

    /// @dev As the rater itself.
    function _rate(TermsFixture memory fixture, address rater, uint8 score) private {
        VM.prank(rater);
        quittance.rate(fixture.whole(), rater, score, REASONS, "");
    }

    function _refusesAsNotRateable(TermsFixture memory fixture, bytes32 dealId) private {
        address[2] memory raters = [BUYER, SELLER];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IRatings.Quittance_NotRateable.selector, dealId));
            _rate(fixture, raters[i], 50);
        }
    }
}
