// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that keeps every signature it ever carried and uses it again: for another deal, milestone, chain
/// or contract, or a second time.
contract ReplayingRelayerTest is DealBase {
    function setUp() public override {
        super.setUp();
        _open(_fixture());
        _open(_twin());
        VM.startPrank(STRANGER);
    }

    function _twin() private view returns (TermsFixture memory fixture) {
        fixture = _fixture();
        fixture.salt = 2;
    }

    function _requireForeignBallots(IQuittance target, TermsFixture memory terms, uint8 milestone) private {
        TermsFixture memory fixture = _fixture();
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(0), terms.panel[0])
        );
        target.submitVerdict(terms.whole(), milestone, EVIDENCE, ballots);
    }

    function test_BallotsForAnotherMilestone() external {
        TermsFixture memory fixture = _fixture();
        _requireForeignBallots(quittance, fixture, 1);
    }

    function test_BallotsForAnotherDealOfTheSameParties() external {
        TermsFixture memory twin = _twin();
        _requireForeignBallots(quittance, twin, 0);
    }

    function test_BallotsForOtherEvidence() external {
        TermsFixture memory fixture = _fixture();
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectPartialRevert(BallotSet.Quittance_InvalidBallotSignature.selector);
        quittance.submitVerdict(fixture.whole(), 0, keccak256("other evidence"), ballots);
    }

    function test_VerdictTwice() external {
        TermsFixture memory fixture = _fixture();
        _judge(fixture, 0, FULL);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, _dealId(fixture), uint256(0))
        );
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
    }

    function test_OpeningTwice() external {
        TermsFixture memory fixture = _fixture();
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(fixture)));
        quittance.open(fixture.whole(), payment, authorization);
    }

    function test_OpeningAgainAfterEverythingSettled() external {
        TermsFixture memory fixture = _fixture();
        for (uint8 i = 0; i < 3; ++i) _judge(fixture, i, FULL);
        bytes memory payment = _buyerSignature(fixture);
        bytes memory authorization = _sellerSignature(fixture);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(fixture)));
        quittance.open(fixture.whole(), payment, authorization);
    }

    function test_SignaturesForAnotherContract() external {
        VM.stopPrank();
        IQuittance other = _deployQuittance(address(usdc));
        TermsFixture memory fresh = _fixture();
        fresh.salt = 3;
        bytes memory payment = _buyerSignature(fresh);
        bytes memory authorization = _sellerSignature(fresh);
        bytes32 idThere = Digests.terms(address(other), fresh);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, idThere));
        other.open(fresh.whole(), payment, authorization);
        // Even with the seller's authorisation for that contract the buyer's payment is not for it.
        bytes memory authorizationThere = Signing.sign(SELLER_KEY, idThere);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        other.open(fresh.whole(), payment, authorizationThere);
    }

    function test_SignaturesOnAForkOfTheChain() external {
        TermsFixture memory fixture = _fixture();
        TermsFixture memory fresh = _fixture();
        fresh.salt = 4;
        bytes memory payment = _buyerSignature(fresh);
        bytes memory authorization = _sellerSignature(fresh);
        bytes memory ballots = _verdict(fixture, 0, FULL);
        bytes memory release = Signing.sign(BUYER_KEY, Digests.release(address(quittance), fixture, 0));
        VM.chainId(block.chainid + 1);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.open(fresh.whole(), payment, authorization);
        // On the fork the open deal has no id that anybody signed for.
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.submitVerdict(fixture.whole(), 0, EVIDENCE, ballots);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.release(fixture.whole(), 0, release);
    }

    function test_DeliveryOfAnotherMilestoneUnderAPartialVerdict() external {
        TermsFixture memory fixture = _fixture();
        fixture.payoutStep = 1_000;
        fixture.salt = 5;
        VM.stopPrank();
        _open(fixture);
        bytes memory ballots = BallotBox.withDelivery(
            BallotBox.pack(_quorum(fixture, 1, 7_000)),
            EVIDENCE_URI,
            _delivery(fixture, 0, EVIDENCE)
        );
        VM.expectRevert(
            abi.encodeWithSelector(
                IVerdicts.Quittance_DeliveryUnproven.selector,
                _dealId(fixture),
                uint256(1),
                EVIDENCE
            )
        );
        quittance.submitVerdict(fixture.whole(), 1, EVIDENCE, ballots);
    }
}
