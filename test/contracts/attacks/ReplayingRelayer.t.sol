// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {IVerdicts} from "../../../contracts/interfaces/IVerdicts.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {DealStage} from "../support/DealStage.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that keeps every signature it ever carried and uses it again: for another deal, milestone, chain or
/// contract, or a second time.
contract ReplayingRelayerTest is DealStage {
    function setUp() public override {
        super.setUp();
        _open(_sheet());
        _open(_twin());
        VM.startPrank(STRANGER);
    }

    function _twin() private view returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.salt = 2;
    }

    function _requireForeignBallots(IQuittance target, TermSheet memory terms, uint8 milestone) private {
        TermSheet memory sheet = _sheet();
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(0), terms.panel[0])
        );
        target.submitVerdict(terms.whole(), milestone, EVIDENCE, ballots);
    }

    function test_BallotsForAnotherMilestone() external {
        TermSheet memory sheet = _sheet();
        _requireForeignBallots(quittance, sheet, 1);
    }

    function test_BallotsForAnotherDealOfTheSameParties() external {
        TermSheet memory twin = _twin();
        _requireForeignBallots(quittance, twin, 0);
    }

    function test_BallotsForOtherEvidence() external {
        TermSheet memory sheet = _sheet();
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectPartialRevert(BallotSet.Quittance_InvalidBallotSignature.selector);
        quittance.submitVerdict(sheet.whole(), 0, keccak256("other evidence"), ballots);
    }

    function test_VerdictTwice() external {
        TermSheet memory sheet = _sheet();
        _judge(sheet, 0, FULL);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, _dealId(sheet), uint256(0))
        );
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
    }

    function test_OpeningTwice() external {
        TermSheet memory sheet = _sheet();
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(sheet)));
        quittance.open(sheet.whole(), payment, consent);
    }

    function test_OpeningAgainAfterEverythingSettled() external {
        TermSheet memory sheet = _sheet();
        for (uint8 i = 0; i < 3; ++i) _judge(sheet, i, FULL);
        bytes memory payment = _buyerSignature(sheet);
        bytes memory consent = _sellerSignature(sheet);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(sheet)));
        quittance.open(sheet.whole(), payment, consent);
    }

    function test_SignaturesForAnotherContract() external {
        VM.stopPrank();
        IQuittance other = _deployQuittance(address(usdc));
        TermSheet memory fresh = _sheet();
        fresh.salt = 3;
        bytes memory payment = _buyerSignature(fresh);
        bytes memory consent = _sellerSignature(fresh);
        bytes32 idThere = Digests.terms(address(other), fresh);
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, SELLER, idThere));
        other.open(fresh.whole(), payment, consent);
        // Even with the seller's consent for that contract the buyer's payment is not for it.
        bytes memory consentThere = Signing.sign(SELLER_KEY, idThere);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        other.open(fresh.whole(), payment, consentThere);
    }

    function test_SignaturesOnAForkOfTheChain() external {
        TermSheet memory sheet = _sheet();
        TermSheet memory fresh = _sheet();
        fresh.salt = 4;
        bytes memory payment = _buyerSignature(fresh);
        bytes memory consent = _sellerSignature(fresh);
        bytes memory ballots = _verdict(sheet, 0, FULL);
        bytes memory acceptance = Signing.sign(BUYER_KEY, Digests.acceptance(address(quittance), _dealId(sheet), 0));
        VM.chainId(block.chainid + 1);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.open(fresh.whole(), payment, consent);
        // On the fork the open deal has no id that anybody signed for.
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, ballots);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.accept(sheet.whole(), 0, acceptance);
    }

    function test_DeliveryOfAnotherMilestoneUnderAPartialVerdict() external {
        TermSheet memory sheet = _sheet();
        sheet.gridStep = 1_000;
        sheet.salt = 5;
        VM.stopPrank();
        _open(sheet);
        bytes memory ballots = BallotBox.withDelivery(
            BallotBox.wire(_quorum(sheet, 1, 7_000)),
            LOCATOR,
            _delivery(sheet, 0, EVIDENCE)
        );
        VM.expectRevert(
            abi.encodeWithSelector(IVerdicts.Quittance_DeliveryUnproven.selector, _dealId(sheet), uint256(1), EVIDENCE)
        );
        quittance.submitVerdict(sheet.whole(), 1, EVIDENCE, ballots);
    }
}
