// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {Cause} from "../../../contracts/types/Settlement.sol";
import {Erc1271Wallet} from "../../support/contracts/Erc1271Wallet.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {SettlementWord} from "../support/SettlementWord.sol";

contract RuleTest is DisputesBase {
    function test_RevertWhen_ItIsNotBeforeTheArbiter() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _refusesAsNotDue(fixture, dealId);
        _judge(fixture, 0, FULL);
        _refusesAsNotDue(fixture, dealId);
        _contest(fixture, BUYER, FULL);
        _refusesAsNotDue(fixture, dealId);
        _draw(fixture, 3);
        _vote(fixture, 3, _same(2, 3_000));
        _refusesAsNotDue(fixture, dealId);
        VM.warp(NOW + W);
        _refusesAsNotDue(fixture, dealId);
    }

    function test_RevertWhen_TermsNameNoArbiter() external {
        TermsFixture memory fixture = _withoutArbiter();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        VM.warp(NOW + V);
        VM.prank(address(0));
        VM.expectRevert();
        quittance.rule(fixture.whole(), 0, 0, "");
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        VM.prank(ARBITER);
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.rule(fixture.brief(), 0, 5_000, "");
    }

    function test_WhileTheRulingWindowRuns() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        VM.warp(NOW + V + 1);
        _contest(fixture, BUYER, FULL);
        uint256 end = NOW + V + 1 + R;
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? NOW + V + 1 : end - 1);
            _rule(fixture, 5_000);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(end + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IRulings.Quittance_RulingWindowEnded.selector,
                    dealId,
                    uint256(0),
                    end,
                    end + late
                )
            );
            _rule(fixture, 5_000);
        }
    }

    function test_RevertWhen_ThePayoutIsTooLarge() external {
        TermsFixture memory fixture = _contestable();
        _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        uint16[2] memory large = [FULL + 1, type(uint16).max];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(
                abi.encodeWithSelector(IRulings.Quittance_PayoutTooLarge.selector, uint256(large[i]), uint256(FULL))
            );
            _rule(fixture, large[i]);
        }
        _rule(fixture, FULL);
    }

    function test_RevertWhen_SomebodyElseRules() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        bytes32 digest = Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000);
        address[4] memory others = [BUYER, SELLER, PAYER, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            VM.prank(others[i]);
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, ARBITER, digest));
            quittance.rule(fixture.whole(), 0, 5_000, "");
        }
    }

    function test_SignedByTheArbiter() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        bytes32 digest = Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000);
        bytes[2] memory forms = [Signing.sign(ARBITER_KEY, digest), Signing.signCompact(ARBITER_KEY, digest)];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            VM.prank(STRANGER);
            quittance.rule(fixture.whole(), 0, 5_000, forms[i]);
            VM.assertEq(_settled(dealId), 1, "settled");
            VM.revertToState(snapshot);
        }
    }

    function test_SignedByAContractArbiter() external {
        Erc1271Wallet wallet = new Erc1271Wallet(ARBITER);
        TermsFixture memory fixture = _contestable();
        fixture.arbiter = address(wallet);
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        bytes32 digest = Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000);
        quittance.rule(fixture.whole(), 0, 5_000, Signing.sign(ARBITER_KEY, digest));
        VM.assertEq(quittance.balanceOf(address(wallet)), BOND, "a multisig earns as any arbiter");
    }

    function test_RevertWhen_TheSignatureSaysSomethingElse() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        address q = address(quittance);
        bytes32 right = Digests.ruling(q, dealId, 0, EVIDENCE, 5_000);
        bytes[5] memory wrong = [
            Signing.sign(ARBITER_KEY, Digests.ruling(q, dealId, 1, EVIDENCE, 5_000)),
            Signing.sign(ARBITER_KEY, Digests.ruling(q, dealId, 0, keccak256("other"), 5_000)),
            Signing.sign(ARBITER_KEY, Digests.ruling(q, dealId, 0, EVIDENCE, 5_001)),
            Signing.sign(BUYER_KEY, right),
            Signing.signHigh(ARBITER_KEY, right)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_InvalidSignature.selector, ARBITER, right));
            quittance.rule(fixture.whole(), 0, 5_000, wrong[i]);
        }
    }

    function test_SettlesAsItRules() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _beforeArbiter(fixture, FULL, BUYER, 3_000, SELLER);
        uint256 seller = usdc.balanceOf(SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        // 4321 is not on the grid of the terms, and need not be: 23.3334 of 54 USDC, less 2.5 %.
        uint96 part = _part(4_321);
        uint96 fee = part / 40;
        VM.expectEmit(address(quittance));
        emit IRulings.MilestoneRuled(dealId, ARBITER, 0, 4_321);
        VM.expectEmit(address(quittance));
        emit IContests.BondEarned(dealId, ARBITER, 0, 3, BOND);
        VM.expectEmit(address(quittance));
        emit ISettlements.MilestoneSettled(dealId, SettlementWord.make(0, Cause.Ruling, part, AMOUNT_0 - part));
        _rule(fixture, 4_321);
        // Both were better off than in what they contested: first the buyer is reimbursed by the seller's part, then
        // the seller by the buyer's.
        uint96 fromSeller = part - fee < BOND ? part - fee : BOND;
        uint96 fromBuyer = part - _part(3_000); // what the seller gained, which is less than its bond
        VM.assertEq(usdc.balanceOf(SELLER) - seller, part - fee - fromSeller, "seller");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, AMOUNT_0 - part - fromBuyer, "buyer");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND + fromSeller, "the buyer's bond");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - BOND + fromBuyer, "the seller's bond");
        VM.assertEq(quittance.balanceOf(ARBITER), BOND, "the arbiter earned the seller's");
        VM.assertEq(quittance.milestoneOf(dealId, 0).released, 2, "the bond of round 3 is spent");
        _requireConserved(dealId, _leftOf(fixture));
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        _rule(fixture, 4_321);
    }

    /// @dev No one voted in round 2, no one named judged: the arbiter alone decides, and the panel's fee goes back.
    function test_OnContestedSilence() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + V);
        _contest(fixture, SELLER, fixture.silencePayout);
        VM.warp(NOW + 2 * V);
        _contest(fixture, SELLER, fixture.silencePayout);
        uint256 buyer = usdc.balanceOf(BUYER);
        _rule(fixture, FULL);
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, 1e6, "the fee that no one earned; its part was nothing");
        VM.assertEq(
            quittance.balanceOf(SELLER),
            BALANCE - BOND,
            "the silent round's bond is back; nothing to be reimbursed from"
        );
        VM.expectRevert(abi.encodeWithSelector(IContests.Quittance_NoBond.selector, dealId, uint256(0), uint256(2)));
        quittance.releaseBond(fixture.whole(), 0, 2, "");
        _requireConserved(dealId, 0);
    }

    function _refusesAsNotDue(TermsFixture memory fixture, bytes32 dealId) private {
        VM.expectRevert(abi.encodeWithSelector(IRulings.Quittance_NoRulingDue.selector, dealId, uint256(0)));
        _rule(fixture, 5_000);
    }
}
