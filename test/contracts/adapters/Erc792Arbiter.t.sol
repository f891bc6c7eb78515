// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IArbitrable} from "../../../contracts/interfaces/IArbitrable.sol";
import {IArbitrator} from "../../../contracts/interfaces/IArbitrator.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IErc792Arbiter} from "../../../contracts/interfaces/IErc792Arbiter.sol";
import {IRulings} from "../../../contracts/interfaces/IRulings.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {Cause} from "../../../contracts/types/Settlement.sol";
import {CentralArbitrator} from "../../support/contracts/CentralArbitrator.sol";
import {BridgeBase} from "../support/BridgeBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";
import {SettlementWord} from "../support/SettlementWord.sol";

contract Erc792ArbiterTest is BridgeBase {
    // ---- what it is ----

    function test_ReportsWhatItWasGiven() external view {
        VM.assertEq(bridge.escrow(), address(quittance), "escrow");
        VM.assertEq(address(bridge.arbitrator()), address(court), "arbitrator");
        VM.assertEq(bridge.extraData(), "chamber 3", "extraData");
        VM.assertEq(bridge.choices(), 5, "choices");
    }

    function test_Constructor_Bounds() external {
        _refusesToBe(STRANGER, address(court), 2, _withoutCode(STRANGER));
        _refusesToBe(address(quittance), STRANGER, 2, _withoutCode(STRANGER));
        uint256[4] memory bad = [uint256(0), 1, 10_002, type(uint256).max];
        for (uint256 i = 0; i < bad.length; ++i) {
            _refusesToBe(
                address(quittance),
                address(court),
                bad[i],
                abi.encodeWithSelector(
                    IErc792Arbiter.Erc792Arbiter_ChoicesOutOfRange.selector,
                    bad[i],
                    uint256(2),
                    uint256(10_001)
                )
            );
        }
        VM.assertEq(_deployBridge(address(quittance), address(court), 2).payoutOf(2), FULL, "two choices");
        IErc792Arbiter fine = _deployBridge(address(quittance), address(court), 10_001);
        VM.assertEq(fine.payoutOf(1), 0, "a choice for each basis point");
        VM.assertEq(fine.payoutOf(4_322), 4_321, "a choice for each basis point");
        VM.assertEq(fine.payoutOf(10_001), FULL, "a choice for each basis point");
    }

    function test_PayoutOf() external {
        uint16[5] memory payouts = [uint16(0), 2_500, 5_000, 7_500, FULL];
        for (uint256 i = 0; i < 5; ++i) VM.assertEq(bridge.payoutOf(i + 1), payouts[i], "in equal steps");
        uint256[2] memory none = [uint256(0), 6];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(_outOfRange(none[i]));
            bridge.payoutOf(none[i]);
        }
        IErc792Arbiter thirds = _deployBridge(address(quittance), address(court), 4);
        VM.assertEq(thirds.payoutOf(2), 3_333, "rounded down");
        VM.assertEq(thirds.payoutOf(3), 6_666, "rounded down");
    }

    // ---- dispute ----

    function test_Dispute_AsksTheCourtAndRefunds() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        uint256 group = uint256(keccak256(abi.encode(dealId, uint8(0))));
        VM.expectEmit(address(bridge));
        emit IErc792Arbiter.CaseOpened(dealId, 7, STRANGER, 0, COST);
        VM.expectEmit(address(bridge));
        emit IErc792Arbiter.Dispute(IArbitrator(address(court)), 7, 0, group);
        uint256 id = _dispute(fixture, STRANGER, 3 * COST);
        VM.assertEq(id, 7, "the court's number");
        VM.assertEq(STRANGER.balance, PURSE - COST, "what was too much came back");
        VM.assertEq(address(bridge).balance, 0, "the bridge holds nothing");
        VM.assertEq(address(court).balance, COST, "the court is paid");
        VM.assertEq(court.asked(), keccak256(abi.encode(uint256(5), bytes("chamber 3"), COST)), "what it was asked");
        VM.assertEq(bridge.evidenceGroupOf(dealId, 0), group, "evidence group");
        (bool disputed, uint256 number) = bridge.disputeOf(dealId, 0);
        VM.assertTrue(disputed, "disputed");
        VM.assertEq(number, 7, "number");
        IErc792Arbiter.Case memory opened = bridge.caseOf(7);
        VM.assertEq(opened.dealId, dealId, "deal");
        VM.assertEq(opened.payer, STRANGER, "payer");
        VM.assertEq(opened.milestone, 0, "milestone");
        VM.assertFalse(opened.ruled, "not ruled");
        VM.assertEq(opened.ruling + opened.owed, 0, "nothing yet");
    }

    function test_Dispute_ExactFee_EvenOfZeroAndNumberZero() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        court.setCost(0);
        court.setNextId(0);
        VM.assertEq(_dispute(fixture, STRANGER, 0), 0, "the first of all disputes");
        (bool disputed, ) = bridge.disputeOf(dealId, 0);
        VM.assertTrue(disputed, "and yet there is one");
    }

    function test_Dispute_RevertWhen_TheFeeIsTooSmall() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_FeeTooSmall.selector, COST - 1, COST));
        _dispute(fixture, STRANGER, COST - 1);
    }

    function test_Dispute_RevertWhen_AnotherArbiterIsNamed() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _bringBefore(fixture);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotTheArbiter.selector, dealId, ARBITER));
        _dispute(fixture, STRANGER, COST);
        TermsFixture memory plain = _fixture();
        dealId = _open(plain);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotTheArbiter.selector, dealId, address(0))
        );
        _dispute(plain, STRANGER, COST);
    }

    function test_Dispute_RevertWhen_ItIsNotBeforeTheArbiter() external {
        TermsFixture memory fixture = _named();
        _requireNotBefore(fixture); // unknown
        _open(fixture);
        _requireNotBefore(fixture); // open
        _judge(fixture, 0, FULL);
        _requireNotBefore(fixture); // stands
        _contest(fixture, BUYER, FULL);
        _requireNotBefore(fixture); // round 2
        VM.warp(NOW + V);
        _requireNotBefore(fixture); // silent
        _contest(fixture, BUYER, FULL);
        uint256 snapshot = VM.snapshotState();
        _dispute(fixture, STRANGER, COST);
        VM.revertToState(snapshot);
        VM.warp(NOW + V + R - 1);
        snapshot = VM.snapshotState();
        _dispute(fixture, STRANGER, COST);
        VM.revertToState(snapshot);
        VM.warp(NOW + V + R);
        _requireNotBefore(fixture); // too late to rule
        VM.warp(NOW + V);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        _requireNotBefore(fixture); // ended by the parties
    }

    function test_Dispute_RevertWhen_TermsAreBriefOrForged() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        VM.prank(STRANGER);
        VM.expectRevert();
        bridge.dispute{value: COST}(fixture.brief(), 0);
        fixture.salt = 99;
        _requireNotBefore(fixture);
    }

    function test_Dispute_RevertWhen_ItIsDisputed() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        _dispute(fixture, STRANGER, COST);
        VM.expectRevert(
            abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_AlreadyDisputed.selector, dealId, uint256(0))
        );
        _dispute(fixture, PAYER, COST);
        VM.assertEq(PAYER.balance, PURSE, "who comes second pays nothing");
    }

    // ---- rule ----

    function test_Rule_StoresOnce() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        VM.expectEmit(address(bridge));
        emit IArbitrable.Ruling(IArbitrator(address(court)), id, 4);
        court.give(bridge, id, 4);
        VM.assertTrue(bridge.caseOf(id).ruled, "ruled");
        VM.assertEq(bridge.caseOf(id).ruling, 4, "ruling");
        uint256[3] memory again = [uint256(0), 1, 4];
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_AlreadyRuled.selector, id, uint256(4)));
            court.give(bridge, id, again[i]);
        }
    }

    /// @dev A refusal is a ruling as well: no second call turns it into another.
    function test_Rule_ARefusalIsFinal() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        court.give(bridge, id, 0);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_AlreadyRuled.selector, id, uint256(0)));
        court.give(bridge, id, 5);
    }

    function test_Rule_RevertWhen_ItIsNoneOfTheChoices() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        VM.expectRevert(_outOfRange(6));
        court.give(bridge, id, 6);
        court.give(bridge, id, 5);
    }

    function test_Rule_RevertWhen_SomebodyElseRules() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        CentralArbitrator other = new CentralArbitrator();
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotTheArbitrator.selector, address(other)));
        other.give(bridge, id, 1);
        VM.prank(BUYER);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotTheArbitrator.selector, BUYER));
        bridge.rule(id, 1);
    }

    function test_Rule_RevertWhen_TheDisputeIsUnknown() external {
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_DisputeUnknown.selector, uint256(7)));
        court.give(bridge, 7, 1);
    }

    // ---- enforce ----

    function test_Enforce_SettlesAsTheCourtRuled() external {
        for (uint256 ruling = 1; ruling <= 5; ++ruling) {
            uint256 snapshot = VM.snapshotState();
            TermsFixture memory fixture = _named();
            bytes32 dealId = _bringBefore(fixture);
            uint256 id = _dispute(fixture, STRANGER, COST);
            court.give(bridge, id, ruling);
            uint16 payout = uint16((ruling - 1) * 2_500);
            VM.expectEmit(address(bridge));
            emit IErc792Arbiter.RulingEnforced(dealId, id, 0, payout, BOND);
            VM.expectEmit(address(quittance));
            emit IRulings.MilestoneRuled(dealId, address(bridge), 0, payout);
            VM.expectEmit(address(quittance));
            emit ISettlements.MilestoneSettled(
                dealId,
                SettlementWord.make(0, Cause.Ruling, _part(payout), AMOUNT_0 - _part(payout))
            );
            VM.prank(PAYER);
            bridge.enforce(fixture.whole(), 0);
            VM.assertEq(_settled(dealId), 1, "settled");
            VM.assertEq(bridge.caseOf(id).owed, BOND, "owed to who paid the court");
            VM.assertEq(quittance.balanceOf(address(bridge)), BOND, "in the bridge's balance");
            VM.expectRevert();
            bridge.enforce(fixture.whole(), 0);
            VM.revertToState(snapshot);
        }
    }

    function test_Enforce_RevertWhen_ThereIsNoRuling() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotDisputed.selector, dealId, uint256(0)));
        bridge.enforce(fixture.whole(), 0);
        uint256 id = _dispute(fixture, STRANGER, COST);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotRuled.selector, id));
        bridge.enforce(fixture.whole(), 0);
    }

    /// @dev The court refused to arbitrate: silence. What stood settles, and the bond goes back to who paid it.
    function test_Enforce_RevertWhen_TheCourtRefused() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        court.give(bridge, id, 0);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_ArbitrationRefused.selector, id));
        bridge.enforce(fixture.whole(), 0);
        VM.warp(NOW + R);
        quittance.settle(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE, "the seller's bond is back");
        VM.assertEq(quittance.balanceOf(address(bridge)), 0, "silence earns nothing");
        _requireConserved(dealId, _leftOf(fixture));
    }

    function test_Enforce_UntilTheRulingWindowEnds() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        court.give(bridge, id, 3);
        VM.warp(NOW + R);
        VM.expectPartialRevert(IRulings.Quittance_RulingWindowEnded.selector);
        bridge.enforce(fixture.whole(), 0);
        VM.assertEq(bridge.caseOf(id).owed, 0, "nothing is owed for a ruling that came too late");
        VM.warp(NOW + R - 1);
        bridge.enforce(fixture.whole(), 0);
    }

    function test_Enforce_RevertWhen_ThePartiesEndedIt() external {
        TermsFixture memory fixture = _named();
        bytes32 dealId = _bringBefore(fixture);
        uint256 id = _dispute(fixture, STRANGER, COST);
        court.give(bridge, id, 3);
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0)));
        bridge.enforce(fixture.whole(), 0);
    }

    // ---- collect ----

    function test_Collect_ByAnyoneToThePayer() external {
        uint256 id = _enforced(_named(), STRANGER, 3);
        VM.expectEmit(address(bridge));
        emit IErc792Arbiter.BondCollected(id, STRANGER, BOND);
        VM.prank(PAYER);
        bridge.collect(id, STRANGER);
        VM.assertEq(usdc.balanceOf(STRANGER), BOND, "the payer has it");
        VM.assertEq(quittance.balanceOf(address(bridge)), 0, "nothing is left");
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NothingOwed.selector, id));
        bridge.collect(id, STRANGER);
    }

    function test_Collect_ByThePayerToAnywhere() external {
        uint256 id = _enforced(_named(), STRANGER, 3);
        address elsewhere = address(0xe15e);
        VM.prank(STRANGER);
        bridge.collect(id, elsewhere);
        VM.assertEq(usdc.balanceOf(elsewhere), BOND, "where the payer said");
    }

    function test_Collect_RevertWhen_SomebodyElseNamesTheWallet() external {
        uint256 id = _enforced(_named(), STRANGER, 3);
        address[3] memory others = [BUYER, SELLER, PAYER];
        for (uint256 i = 0; i < 3; ++i) {
            VM.prank(others[i]);
            VM.expectRevert(
                abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NotThePayer.selector, others[i], STRANGER)
            );
            bridge.collect(id, others[i]);
        }
    }

    function test_Collect_RevertWhen_NothingIsOwed() external {
        TermsFixture memory fixture = _named();
        _bringBefore(fixture);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_DisputeUnknown.selector, uint256(7)));
        bridge.collect(7, STRANGER);
        uint256 id = _dispute(fixture, STRANGER, COST);
        VM.expectRevert(abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_NothingOwed.selector, id));
        bridge.collect(id, STRANGER);
    }

    /// @dev The token refuses the payer: its bond waits, the milestone is settled all the same.
    function test_Collect_WhatTheTokenRefusesStaysOwed() external {
        TermsFixture memory fixture = _named();
        usdc.blacklist(STRANGER);
        uint256 id = _enforced(fixture, STRANGER, 3);
        VM.assertEq(_settled(_dealId(fixture)), 1, "settled");
        VM.expectRevert();
        bridge.collect(id, STRANGER);
        VM.assertEq(bridge.caseOf(id).owed, BOND, "owed still");
        usdc.unBlacklist(STRANGER);
        bridge.collect(id, STRANGER);
        VM.assertEq(usdc.balanceOf(STRANGER), BOND, "paid");
    }

    function _requireNotBefore(TermsFixture memory fixture) private {
        VM.expectRevert(
            abi.encodeWithSelector(
                IErc792Arbiter.Erc792Arbiter_NotBeforeTheArbiter.selector,
                _dealId(fixture),
                uint256(0)
            )
        );
        _dispute(fixture, STRANGER, COST);
    }

    function _refusesToBe(address escrow, address arbitrator, uint256 choices, bytes memory reason) private {
        (bool done, bytes memory answer) = address(this).call(
            abi.encodeCall(this.deployBridge, (escrow, arbitrator, choices))
        );
        VM.assertFalse(done, "was built");
        VM.assertEq(answer, reason, "reason");
    }

    function deployBridge(address escrow, address arbitrator, uint256 choices) external returns (address) {
        return address(_deployBridge(escrow, arbitrator, choices));
    }

    function _outOfRange(uint256 ruling) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_RulingOutOfRange.selector, ruling, uint256(5));
    }

    function _withoutCode(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IErc792Arbiter.Erc792Arbiter_WithoutCode.selector, account);
    }
}
