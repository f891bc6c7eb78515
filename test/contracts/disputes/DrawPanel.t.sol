// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPanelSource} from "../../../contracts/interfaces/IJurorPool.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {PackedTerms} from "../../../contracts/libraries/PackedTerms.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

contract DrawPanelTest is DisputesBase {
    // ---- when ----

    function test_RevertWhen_NothingWasContested() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        VM.expectRevert(_noRound(dealId));
        quittance.drawPanel(fixture.whole(), 0);
        _judge(fixture, 0, FULL);
        VM.expectRevert(_noRound(dealId));
        quittance.drawPanel(fixture.whole(), 0);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermsFixture memory fixture = _contested();
        VM.expectRevert(PackedTerms.Quittance_ConditionsNeeded.selector);
        quittance.drawPanel(fixture.brief(), 0);
    }

    function test_WhileTheRoundRunsFromTheContest() external {
        TermsFixture memory fixture = _contested();
        pool.setPanel(_drawnPanel(3));
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? NOW : NOW + V - 1);
            quittance.drawPanel(fixture.whole(), 0);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(NOW + V + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IRounds.Quittance_RoundEnded.selector,
                    _dealId(fixture),
                    uint256(0),
                    NOW + V,
                    NOW + V + late
                )
            );
            quittance.drawPanel(fixture.whole(), 0);
        }
    }

    function test_RevertWhen_ItIsDrawn() external {
        TermsFixture memory fixture = _contested();
        _draw(fixture, 3);
        pool.setPanel(_drawnPanel(5));
        VM.expectRevert(
            abi.encodeWithSelector(IPanelDraws.Quittance_PanelAlreadyDrawn.selector, _dealId(fixture), uint256(0))
        );
        quittance.drawPanel(fixture.whole(), 0);
    }

    function test_RevertWhen_ThePartiesEndedIt() external {
        TermsFixture memory fixture = _contested();
        pool.setPanel(_drawnPanel(3));
        VM.prank(BUYER);
        quittance.release(fixture.whole(), 0, "");
        VM.expectRevert();
        quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(_panelHash(fixture), 0, "not drawn");
    }

    function test_RevertWhen_ItIsBeforeTheArbiter() external {
        TermsFixture memory fixture = _contested();
        VM.warp(NOW + V);
        _contest(fixture, BUYER, FULL);
        pool.setPanel(_drawnPanel(3));
        VM.expectRevert();
        quittance.drawPanel(fixture.whole(), 0);
    }

    function test_RevertWhen_TheDealIsUnknown() external {
        TermsFixture memory fixture = _contestable();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(fixture)));
        quittance.drawPanel(fixture.whole(), 0);
    }

    // ---- what ----

    function test_DrawsEverySizeFromNToTwiceNAndOne() external {
        TermsFixture memory fixture = _contested();
        for (uint256 size = 3; size <= 7; size += 2) {
            uint256 snapshot = VM.snapshotState();
            pool.setPanel(_drawnPanel(size));
            VM.expectEmit(address(quittance));
            emit IPanelDraws.PanelDrawn(_dealId(fixture), 0, _drawn(size));
            VM.prank(STRANGER);
            bytes memory panel = quittance.drawPanel(fixture.whole(), 0);
            VM.assertEq(panel, _drawn(size), "returned");
            VM.assertEq(_panelHash(fixture), keccak256(_drawn(size)), "remembered");
            VM.revertToState(snapshot);
        }
    }

    function test_RoundOf() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _stand(fixture, FULL);
        _requireRound(fixture, 0, 0, false);
        VM.warp(NOW + 60);
        _contest(fixture, BUYER, FULL);
        _requireRound(fixture, 0, NOW + 60, false);
        _draw(fixture, 3);
        _requireRound(fixture, keccak256(_drawn(3)), NOW + 60, false);
        VM.warp(NOW + 60 + V - 1);
        _requireRound(fixture, keccak256(_drawn(3)), NOW + 60, false);
        VM.warp(NOW + 60 + V);
        _requireRound(fixture, keccak256(_drawn(3)), NOW + 60, true);
        (bytes32 id, , , , ) = quittance.roundOf(fixture.whole(), 0);
        VM.assertEq(id, dealId, "the terms' id");
    }

    /// @dev Everything the pool is asked is fixed by the contest and the terms.
    function test_AsksThePoolForExactlyThisContest() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        _judge(fixture, 1, FULL);
        VM.warp(NOW + 77);
        uint256 openedInBlock = block.number;
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 1, BUYER, FULL, "", _fromBalance(BUYER));
        VM.warp(NOW + 1 hours);
        address[] memory excluded = new address[](9);
        (excluded[0], excluded[1], excluded[2]) = (BUYER, SELLER, address(pool));
        for (uint256 i = 0; i < 3; ++i) excluded[i + 3] = fixture.panel[i];
        (excluded[6], excluded[7], excluded[8]) = (MARKETPLACE, PANEL_ACCOUNT, ARBITER);
        pool.expectDraw(
            abi.encodeCall(IPanelSource.draw, (dealId, 1, uint256(NOW), uint256(NOW) + 77, openedInBlock, 3, excluded))
        );
        pool.setPanel(_drawnPanel(7));
        VM.assertEq(quittance.drawPanel(fixture.whole(), 1), _drawn(7), "asked as expected");
    }

    /// @dev Without a marketplace, an account of the panel and an arbiter, whose places in the terms hold zero.
    function test_ExcludesNobodyWhomTheTermsDoNotName() external {
        TermsFixture memory fixture = _withoutArbiter();
        (fixture.marketplaceFee, fixture.marketplace) = (0, address(0));
        (fixture.verificationFee, fixture.panelAccount) = (0, address(0));
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        address[] memory excluded = new address[](6);
        (excluded[0], excluded[1], excluded[2]) = (BUYER, SELLER, address(pool));
        for (uint256 i = 0; i < 3; ++i) excluded[i + 3] = fixture.panel[i];
        pool.expectDraw(
            abi.encodeCall(IPanelSource.draw, (dealId, 0, uint256(NOW), uint256(NOW), block.number, 3, excluded))
        );
        _draw(fixture, 3);
    }

    /// @dev A payout for silence is provisional since the end of the verdict window, not since its contest.
    function test_AsksForSeatsOlderThanAPayoutForSilence() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _open(fixture);
        VM.prank(SELLER);
        quittance.deliver(fixture.whole(), 0, EVIDENCE, EVIDENCE_URI, "");
        VM.warp(NOW + V + 99);
        _contest(fixture, SELLER, fixture.silencePayout);
        address[] memory excluded = new address[](9);
        (excluded[0], excluded[1], excluded[2]) = (BUYER, SELLER, address(pool));
        for (uint256 i = 0; i < 3; ++i) excluded[i + 3] = fixture.panel[i];
        (excluded[6], excluded[7], excluded[8]) = (MARKETPLACE, PANEL_ACCOUNT, ARBITER);
        pool.expectDraw(
            abi.encodeCall(
                IPanelSource.draw,
                (dealId, 0, uint256(NOW) + V, uint256(NOW) + V + 99, block.number, 3, excluded)
            )
        );
        _draw(fixture, 3);
    }

    // ---- its price ----

    function test_PaysWhoDraws() external {
        TermsFixture memory fixture = _contested();
        bytes32 dealId = _dealId(fixture);
        pool.setPanel(_drawnPanel(7));
        VM.warp(NOW + 5);
        VM.expectEmit(address(quittance));
        emit IPanelDraws.DrawPaid(dealId, STRANGER, 0, BOND / 8);
        VM.prank(STRANGER);
        quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(STRANGER), BOND / 8, "one of 2n + 2 parts");
        VM.assertEq(quittance.milestoneOf(dealId, 0).drawnAt, NOW + 5, "drawn at");
        _requireConserved(dealId, _leftOf(fixture));
    }

    /// @dev The same part, however many jurors there were to draw.
    function test_PaysTheSameForASmallerPanel() external {
        TermsFixture memory fixture = _contested();
        pool.setPanel(_drawnPanel(3));
        VM.prank(STRANGER);
        quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(quittance.balanceOf(STRANGER), BOND / 8, "one of 2n + 2 parts");
    }

    function test_PaysNothingOfABondThatHasNoSuchPart() external {
        pool.setSeatFee(0);
        TermsFixture memory fixture = _contestable();
        fixture.bond = 7;
        bytes32 dealId = _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        pool.setPanel(_drawnPanel(3));
        VM.recordLogs();
        VM.prank(STRANGER);
        quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(VM.getRecordedLogs().length, 1, "the panel alone");
        VM.assertEq(quittance.balanceOf(STRANGER), 0, "nothing");
        _requireConserved(dealId, 7);
    }

    /// @dev Neither the token nor the contract has a use for money, and anyone else can make the draw.
    function test_RevertWhen_TheCallerCannotHoldMoney() external {
        TermsFixture memory fixture = _contested();
        pool.setPanel(_drawnPanel(3));
        address[2] memory callers = [address(usdc), address(quittance)];
        for (uint256 i = 0; i < 2; ++i) {
            VM.expectRevert(abi.encodeWithSelector(ILedger.Quittance_AddressRefused.selector, callers[i]));
            VM.prank(callers[i]);
            quittance.drawPanel(fixture.whole(), 0);
        }
        quittance.drawPanel(fixture.whole(), 0);
    }

    // ---- a pool that misbehaves ----

    function test_RevertWhen_ThePoolIsSilent() external {
        TermsFixture memory fixture = _contested();
        pool.setPanel(_drawnPanel(3));
        PoolMood[5] memory moods = [
            PoolMood.Reverts,
            PoolMood.BurnsGas,
            PoolMood.SaysNothing,
            PoolMood.SendsBomb,
            PoolMood.WritesState
        ];
        for (uint256 i = 0; i < moods.length; ++i) {
            pool.setMood(moods[i]);
            (bool done, ) = address(quittance).call{gas: 12_000_000}(
                abi.encodeCall(IPanelDraws.drawPanel, (fixture.whole(), 0))
            );
            VM.assertFalse(done, "no panel");
            VM.assertEq(_panelHash(fixture), 0, "and none remembered");
        }
        pool.setMood(PoolMood.Reverts);
        VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(fixture.whole(), 0);
        pool.setMood(PoolMood.SaysNothing);
        VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(fixture.whole(), 0);
        // It may come round while the round runs.
        pool.setMood(PoolMood.Answers);
        quittance.drawPanel(fixture.whole(), 0);
    }

    function test_RevertWhen_ThePoolLostItsCode() external {
        TermsFixture memory fixture = _contested();
        VM.etch(address(pool), "");
        VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(fixture.whole(), 0);
    }

    function test_RevertWhen_TheAnswerIsNoListOfAddresses() external {
        TermsFixture memory fixture = _contested();
        pool.setMood(PoolMood.SaysGarbage);
        bytes memory good = abi.encode(_drawnPanel(3));
        uint256 huge = type(uint256).max;
        bytes[9] memory garbage = [
            abi.encode(uint256(0x20)),
            abi.encode(uint256(0x20), uint256(3)),
            abi.encode(uint256(0x20), huge, huge, huge),
            abi.encode(huge, uint256(3), uint256(1), uint256(2), uint256(3)),
            abi.encode(uint256(0x40), uint256(3), uint256(1), uint256(2), uint256(3)),
            abi.encode(uint256(0x20), uint256(3), uint256(1), uint256(2)),
            abi.encode(uint256(0x20), uint256(3), (1 << 160) + 1, (1 << 160) + 2, (1 << 160) + 3),
            abi.encode(uint256(0x20), uint256(1) << 255, uint256(1), uint256(2), uint256(3)),
            hex"01"
        ];
        for (uint256 i = 0; i < garbage.length; ++i) {
            pool.setGarbage(garbage[i]);
            (bool done, ) = address(quittance).call(abi.encodeCall(IPanelDraws.drawPanel, (fixture.whole(), 0)));
            VM.assertFalse(done, "no panel");
            VM.assertEq(_panelHash(fixture), 0, "and none remembered");
        }
        pool.setGarbage(good);
        VM.assertEq(quittance.drawPanel(fixture.whole(), 0), _drawn(3), "the good one is taken");
    }

    function test_RevertWhen_ThePanelHasNoSizeOfOne() external {
        TermsFixture memory fixture = _contested();
        uint256[7] memory sizes = [uint256(0), 1, 2, 4, 6, 8, 9];
        for (uint256 i = 0; i < sizes.length; ++i) _refuses(fixture, _drawnPanel(sizes[i]));
        // More than any panel has is not even read.
        address[] memory far = new address[](33);
        for (uint160 i = 0; i < 33; ++i) far[i] = address(0x1000 + i);
        pool.setPanel(far);
        VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(fixture.whole(), 0);
    }

    function test_RevertWhen_ThePanelDoesNotAscendStrictly() external {
        TermsFixture memory fixture = _contested();
        address[] memory panel = _drawnPanel(3);
        (panel[0], panel[1]) = (panel[1], panel[0]);
        _refuses(fixture, panel);
        panel = _drawnPanel(3);
        (panel[1], panel[2]) = (panel[2], panel[1]);
        _refuses(fixture, panel);
        panel = _drawnPanel(3);
        panel[1] = panel[0];
        _refuses(fixture, panel);
        panel = _drawnPanel(3);
        panel[2] = panel[1];
        _refuses(fixture, panel);
        panel = _drawnPanel(3);
        panel[0] = address(0);
        _refuses(fixture, panel);
    }

    function test_RevertWhen_TheTermsNameOneOfIt() external {
        TermsFixture memory fixture = _contested();
        address[9] memory unfit = [
            BUYER,
            SELLER,
            fixture.panel[0],
            fixture.panel[1],
            fixture.panel[2],
            MARKETPLACE,
            PANEL_ACCOUNT,
            ARBITER,
            address(pool)
        ];
        for (uint256 i = 0; i < unfit.length; ++i) _refuses(fixture, _with(unfit[i]));
        // The same list with a stranger in that place is a panel.
        pool.setPanel(_with(STRANGER));
        quittance.drawPanel(fixture.whole(), 0);
    }

    function _refuses(TermsFixture memory fixture, address[] memory panel) private {
        pool.setPanel(panel);
        VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PanelRefused.selector, address(pool)));
        quittance.drawPanel(fixture.whole(), 0);
        VM.assertEq(_panelHash(fixture), 0, "not remembered");
    }

    /// @return panel `juror` and two of the drawn, ascending.
    function _with(address juror) private pure returns (address[] memory panel) {
        panel = new address[](3);
        address[] memory two = _drawnPanel(2);
        if (juror < two[0]) (panel[0], panel[1], panel[2]) = (juror, two[0], two[1]);
        else if (juror < two[1]) (panel[0], panel[1], panel[2]) = (two[0], juror, two[1]);
        else (panel[0], panel[1], panel[2]) = (two[0], two[1], juror);
    }

    /// @return fixture Whose first milestone was contested at NOW.
    function _contested() private returns (TermsFixture memory fixture) {
        fixture = _contestable();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
    }

    function _panelHash(TermsFixture memory fixture) private view returns (bytes32 panelHash) {
        (, panelHash, , , ) = quittance.roundOf(fixture.whole(), 0);
    }

    function _requireRound(TermsFixture memory fixture, bytes32 hash, uint256 openedAt, bool over) private view {
        (, bytes32 panelHash, , uint40 since, bool ended) = quittance.roundOf(fixture.whole(), 0);
        VM.assertEq(panelHash, hash, "panelHash");
        VM.assertEq(since, openedAt, "openedAt");
        VM.assertEq(ended, over, "over");
    }

    function _noRound(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRounds.Quittance_NoRound.selector, dealId, uint256(0));
    }
}
