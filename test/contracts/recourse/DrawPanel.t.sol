// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IPanelSource} from "../../../contracts/interfaces/IJurorPool.sol";
import {IRounds} from "../../../contracts/interfaces/IRounds.sol";
import {TermsWire} from "../../../contracts/libraries/TermsWire.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

contract DrawPanelTest is RecourseStage {
    // ---- when ----

    function test_RevertWhen_NothingWasContested() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        VM.expectRevert(_noRound(dealId));
        quittance.drawPanel(sheet.whole(), 0);
        _judge(sheet, 0, FULL);
        VM.expectRevert(_noRound(dealId));
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_TermsAreBrief() external {
        TermSheet memory sheet = _contested();
        VM.expectRevert(TermsWire.Quittance_CovenantNeeded.selector);
        quittance.drawPanel(sheet.brief(), 0);
    }

    function test_WhileTheRoundRunsFromTheContest() external {
        TermSheet memory sheet = _contested();
        pool.setPanel(_drawnPanel(3));
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < 2; ++i) {
            VM.warp(i == 0 ? NOW : NOW + V - 1);
            quittance.drawPanel(sheet.whole(), 0);
            VM.revertToState(snapshot);
            snapshot = VM.snapshotState();
        }
        for (uint256 late = 0; late < 2; ++late) {
            VM.warp(NOW + V + late);
            VM.expectRevert(
                abi.encodeWithSelector(
                    IRounds.Quittance_RoundEnded.selector,
                    _dealId(sheet),
                    uint256(0),
                    NOW + V,
                    NOW + V + late
                )
            );
            quittance.drawPanel(sheet.whole(), 0);
        }
    }

    function test_RevertWhen_ItIsDrawn() external {
        TermSheet memory sheet = _contested();
        _draw(sheet, 3);
        pool.setPanel(_drawnPanel(5));
        VM.expectRevert(
            abi.encodeWithSelector(IRounds.Quittance_PanelAlreadyDrawn.selector, _dealId(sheet), uint256(0))
        );
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_ThePartiesEndedIt() external {
        TermSheet memory sheet = _contested();
        pool.setPanel(_drawnPanel(3));
        VM.prank(BUYER);
        quittance.accept(sheet.whole(), 0, "");
        VM.expectRevert();
        quittance.drawPanel(sheet.whole(), 0);
        VM.assertEq(_panelHash(sheet), 0, "not drawn");
    }

    function test_RevertWhen_ItIsBeforeTheArbiter() external {
        TermSheet memory sheet = _contested();
        VM.warp(NOW + V);
        _contest(sheet, BUYER, FULL);
        pool.setPanel(_drawnPanel(3));
        VM.expectRevert();
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_TheDealIsUnknown() external {
        TermSheet memory sheet = _contestable();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(sheet)));
        quittance.drawPanel(sheet.whole(), 0);
    }

    // ---- what ----

    function test_DrawsEverySizeFromNToTwiceNAndOne() external {
        TermSheet memory sheet = _contested();
        for (uint256 size = 3; size <= 7; size += 2) {
            uint256 snapshot = VM.snapshotState();
            pool.setPanel(_drawnPanel(size));
            VM.expectEmit(address(quittance));
            emit IRounds.PanelDrawn(_dealId(sheet), 0, _drawn(size));
            VM.prank(STRANGER);
            bytes memory panel = quittance.drawPanel(sheet.whole(), 0);
            VM.assertEq(panel, _drawn(size), "returned");
            VM.assertEq(_panelHash(sheet), keccak256(_drawn(size)), "remembered");
            VM.revertToState(snapshot);
        }
    }

    function test_RoundOf() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, FULL);
        _requireRound(sheet, 0, 0, false);
        VM.warp(NOW + 60);
        _contest(sheet, BUYER, FULL);
        _requireRound(sheet, 0, NOW + 60, false);
        _draw(sheet, 3);
        _requireRound(sheet, keccak256(_drawn(3)), NOW + 60, false);
        VM.warp(NOW + 60 + V - 1);
        _requireRound(sheet, keccak256(_drawn(3)), NOW + 60, false);
        VM.warp(NOW + 60 + V);
        _requireRound(sheet, keccak256(_drawn(3)), NOW + 60, true);
        (bytes32 id, , , , ) = quittance.roundOf(sheet.whole(), 0);
        VM.assertEq(id, dealId, "the terms' id");
    }

    /// @dev Everything the pool is asked is fixed by the contest and the terms.
    function test_AsksThePoolForExactlyThisContest() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _open(sheet);
        _judge(sheet, 1, FULL);
        VM.warp(NOW + 77);
        uint256 openedInBlock = block.number;
        VM.prank(BUYER);
        quittance.contest(sheet.whole(), 1, BUYER, FULL, "", _fromRow(BUYER));
        VM.warp(NOW + 1 hours);
        address[] memory excluded = new address[](5);
        (excluded[0], excluded[1]) = (BUYER, SELLER);
        for (uint256 i = 0; i < 3; ++i) excluded[i + 2] = sheet.panel[i];
        pool.expectDraw(abi.encodeCall(IPanelSource.draw, (dealId, 1, uint256(NOW) + 77, openedInBlock, 3, excluded)));
        pool.setPanel(_drawnPanel(7));
        VM.assertEq(quittance.drawPanel(sheet.whole(), 1), _drawn(7), "asked as expected");
    }

    // ---- a pool that misbehaves ----

    function test_RevertWhen_ThePoolIsSilent() external {
        TermSheet memory sheet = _contested();
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
                abi.encodeCall(IRounds.drawPanel, (sheet.whole(), 0))
            );
            VM.assertFalse(done, "no panel");
            VM.assertEq(_panelHash(sheet), 0, "and none remembered");
        }
        pool.setMood(PoolMood.Reverts);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(sheet.whole(), 0);
        pool.setMood(PoolMood.SaysNothing);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(sheet.whole(), 0);
        // It may come round while the round runs.
        pool.setMood(PoolMood.Answers);
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_ThePoolLostItsCode() external {
        TermSheet memory sheet = _contested();
        VM.etch(address(pool), "");
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_TheAnswerIsNoListOfAddresses() external {
        TermSheet memory sheet = _contested();
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
            (bool done, ) = address(quittance).call(abi.encodeCall(IRounds.drawPanel, (sheet.whole(), 0)));
            VM.assertFalse(done, "no panel");
            VM.assertEq(_panelHash(sheet), 0, "and none remembered");
        }
        pool.setGarbage(good);
        VM.assertEq(quittance.drawPanel(sheet.whole(), 0), _drawn(3), "the good one is taken");
    }

    function test_RevertWhen_ThePanelHasNoSizeOfOne() external {
        TermSheet memory sheet = _contested();
        uint256[7] memory sizes = [uint256(0), 1, 2, 4, 6, 8, 9];
        for (uint256 i = 0; i < sizes.length; ++i) _refuses(sheet, _drawnPanel(sizes[i]));
        // More than any panel has is not even read.
        address[] memory far = new address[](33);
        for (uint160 i = 0; i < 33; ++i) far[i] = address(0x1000 + i);
        pool.setPanel(far);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel(sheet.whole(), 0);
    }

    function test_RevertWhen_ThePanelDoesNotAscendStrictly() external {
        TermSheet memory sheet = _contested();
        address[] memory panel = _drawnPanel(3);
        (panel[0], panel[1]) = (panel[1], panel[0]);
        _refuses(sheet, panel);
        panel = _drawnPanel(3);
        (panel[1], panel[2]) = (panel[2], panel[1]);
        _refuses(sheet, panel);
        panel = _drawnPanel(3);
        panel[1] = panel[0];
        _refuses(sheet, panel);
        panel = _drawnPanel(3);
        panel[2] = panel[1];
        _refuses(sheet, panel);
        panel = _drawnPanel(3);
        panel[0] = address(0);
        _refuses(sheet, panel);
    }

    function test_RevertWhen_APartyOrAJurorOfRound1IsInIt() external {
        TermSheet memory sheet = _contested();
        address[5] memory unfit = [BUYER, SELLER, sheet.panel[0], sheet.panel[1], sheet.panel[2]];
        for (uint256 i = 0; i < unfit.length; ++i) _refuses(sheet, _with(unfit[i]));
        // The same list with a stranger in that place is a panel.
        pool.setPanel(_with(STRANGER));
        quittance.drawPanel(sheet.whole(), 0);
    }

    function _refuses(TermSheet memory sheet, address[] memory panel) private {
        pool.setPanel(panel);
        VM.expectRevert(abi.encodeWithSelector(IRounds.Quittance_PanelRefused.selector, address(pool)));
        quittance.drawPanel(sheet.whole(), 0);
        VM.assertEq(_panelHash(sheet), 0, "not remembered");
    }

    /// @return panel `juror` and two of the drawn, ascending.
    function _with(address juror) private pure returns (address[] memory panel) {
        panel = new address[](3);
        address[] memory two = _drawnPanel(2);
        if (juror < two[0]) (panel[0], panel[1], panel[2]) = (juror, two[0], two[1]);
        else if (juror < two[1]) (panel[0], panel[1], panel[2]) = (two[0], juror, two[1]);
        else (panel[0], panel[1], panel[2]) = (two[0], two[1], juror);
    }

    /// @return sheet Whose first milestone was contested at NOW.
    function _contested() private returns (TermSheet memory sheet) {
        sheet = _contestable();
        _stand(sheet, FULL);
        _contest(sheet, BUYER, FULL);
    }

    function _panelHash(TermSheet memory sheet) private view returns (bytes32 panelHash) {
        (, panelHash, , , ) = quittance.roundOf(sheet.whole(), 0);
    }

    function _requireRound(TermSheet memory sheet, bytes32 hash, uint256 openedAt, bool over) private view {
        (, bytes32 panelHash, , uint40 since, bool ended) = quittance.roundOf(sheet.whole(), 0);
        VM.assertEq(panelHash, hash, "panelHash");
        VM.assertEq(since, openedAt, "openedAt");
        VM.assertEq(ended, over, "over");
    }

    function _noRound(bytes32 dealId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRounds.Quittance_NoRound.selector, dealId, uint256(0));
    }
}
