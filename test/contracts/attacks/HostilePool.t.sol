// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IPanelDraws} from "../../../contracts/interfaces/IPanelDraws.sol";
import {PoolMood} from "../../support/contracts/ScriptedPool.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {GasSweep} from "../support/GasSweep.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The pool that both parties named and that turned against them: it reverts, lies, burns gas, answers with a
/// pile of bytes or writes while it is read. It counts as silent: what stood settles when it would have, and the bond
/// is back.
contract HostilePoolTest is DisputesBase, GasSweep {
    bytes private _terms;

    function test_AWholeLifeWithEachHostilePool() external {
        for (uint256 mood = 1; mood <= uint256(type(PoolMood).max); ++mood) {
            if (PoolMood(mood) == PoolMood.NeedsGas) continue;
            uint256 snapshot = VM.snapshotState();
            _live(PoolMood(mood));
            VM.revertToState(snapshot);
        }
    }

    function _live(PoolMood mood) private {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _stand(fixture, 7_000);
        pool.setPanel(_drawnPanel(3));
        pool.setMood(mood);
        pool.setFeeMood(mood);
        _contest(fixture, BUYER, 7_000);
        (bool drawn, ) = address(quittance).call{gas: 3_000_000}(
            abi.encodeCall(IPanelDraws.drawPanel, (fixture.whole(), 0))
        );
        VM.assertFalse(drawn, "no panel");
        VM.warp(NOW + V);
        uint256 seller = usdc.balanceOf(SELLER);
        (bool settled, ) = address(quittance).call{gas: 1_000_000}(
            abi.encodeWithSignature("settle(bytes,uint8)", fixture.whole(), 0)
        );
        VM.assertTrue(settled, "the pool is not asked again");
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _part(7_000) - _part(7_000) / 40, "what stood");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "the bond is back");
        _requireConserved(dealId, 0);
    }

    /// @dev A pool that lies names a panel of its friends; friends of the parties and of round 1 it cannot name, and a
    /// panel drawn once stays.
    function test_ALyingPoolCannotChangeItsAnswer() external {
        TermsFixture memory fixture = _contestable();
        _secondRound(fixture, FULL, BUYER);
        pool.setPanel(_drawnPanel(7));
        VM.expectPartialRevert(IPanelDraws.Quittance_PanelAlreadyDrawn.selector);
        quittance.drawPanel(fixture.whole(), 0);
        (, bytes32 panelHash, , , ) = quittance.roundOf(fixture.whole(), 0);
        VM.assertEq(panelHash, keccak256(_drawn(3)), "the panel drawn");
    }

    /// @dev A bomb as large as the caller's gas pays for is not copied.
    function test_ABombCostsItsCallerNoMoreThanItsSender() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        pool.setMood(PoolMood.SendsBomb);
        bytes memory call = abi.encodeCall(IPanelDraws.drawPanel, (fixture.whole(), 0));
        // The first one also pays for what the others find warm.
        _usedWithBomb(call, 32);
        uint256 little = _usedWithBomb(call, 32);
        // 200 kB of zeros cost their sender about 95,000; a copier as much again.
        VM.assertLe(_usedWithBomb(call, 200_000) - little, 120_000, "not copied");
    }

    /// @return used Gas of a draw from a pool that sends as many bytes.
    function _usedWithBomb(bytes memory call, uint256 size) private returns (uint256 used) {
        pool.setBomb(size);
        used = gasleft();
        (bool drawn, ) = address(quittance).call{gas: 5_000_000}(call);
        used -= gasleft();
        VM.assertFalse(drawn, "no panel");
    }

    /// @dev Swept, not sampled: with little gas the draw reverts whole, or it draws the one panel there is. Anyone who
    /// starved it spent the gas for nothing: the next caller draws.
    function test_promise_17_StarvingTheDraw() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        pool.setPanel(_drawnPanel(7));
        pool.setGas(150_000);
        pool.setMood(PoolMood.NeedsGas);
        _terms = fixture.whole();
        _sweep(address(quittance), STRANGER, abi.encodeCall(IPanelDraws.drawPanel, (_terms, 0)), 997, 20);
        VM.assertEq(_fingerprint(), keccak256(_drawn(7)), "the panel");
    }

    function _fingerprint() internal view override returns (bytes32 panelHash) {
        (, panelHash, , , ) = quittance.roundOf(_terms, 0);
    }

    /// @dev A pool is read without changing anything, so that it cannot come back in while it is asked.
    function test_ThePoolCannotWriteOrReenter() external {
        TermsFixture memory fixture = _contestable();
        _stand(fixture, FULL);
        _contest(fixture, BUYER, FULL);
        pool.setPanel(_drawnPanel(3));
        pool.setMood(PoolMood.WritesState);
        VM.expectRevert(abi.encodeWithSelector(IPanelDraws.Quittance_PoolSilent.selector, address(pool)));
        quittance.drawPanel{gas: 3_000_000}(fixture.whole(), 0);
    }

    /// @dev A bond is not the pool's: no answer of the pool moves it.
    function test_TheBondOutlivesThePool() external {
        TermsFixture memory fixture = _contestable();
        bytes32 dealId = _secondRound(fixture, FULL, BUYER);
        _vote(fixture, 3, _same(2, 0));
        VM.etch(address(pool), "");
        VM.warp(NOW + V);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        quittance.settle(fixture.whole(), 0);
        VM.expectPartialRevert(IContests.Quittance_NoBond.selector);
        quittance.releaseBond(fixture.whole(), 0, 2, _drawn(3));
        _requireConserved(dealId, 0);
    }
}
