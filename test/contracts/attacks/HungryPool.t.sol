// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {PanelSource} from "../../../contracts/libraries/PanelSource.sol";
import {Signatures} from "../../../contracts/libraries/Signatures.sol";
import {PoolMood, ScriptedPool} from "../../support/contracts/ScriptedPool.sol";
import {BatchBase} from "../batches/BatchBase.sol";
import {GasSweep} from "../support/GasSweep.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice The juror pool in somebody's terms that burns what it is given, answers with a pile of bytes, or gives up
/// early when it finds too little gas to its liking. It can spoil the deal that names it, and no other item of a batch.
contract HungryPoolTest is BatchBase, GasSweep {
    ScriptedPool private immutable POOL = new ScriptedPool();
    bytes32[2] private _ids;
    bytes private _data;

    function test_APoolThatBurnsItsGasSinksNoBatchOfOpenings() external {
        OpeningGroup[] memory items = _openings();
        // The first run warms what both use.
        _gasOf(items, PoolMood.Reverts);
        uint256 refusing = _gasOf(items, PoolMood.Reverts);
        uint256 burning = _gasOf(items, PoolMood.BurnsGas);
        VM.assertLe(burning - refusing, 2 * PanelSource.SEAT_FEE_GAS, "what it can burn");
        VM.assertGe(burning - refusing, PanelSource.SEAT_FEE_GAS / 2, "what it burns");
    }

    function test_NorABatchOfCalls() external {
        POOL.setFeeMood(PoolMood.BurnsGas);
        quittance.batch(_calls(), false);
        _requireOpen(true, false);
    }

    function test_APileOfBytesIsNotCopied() external {
        POOL.setFeeMood(PoolMood.SendsBomb);
        POOL.setBomb(1_000_000);
        quittance.batch(_calls(), false);
        _requireOpen(true, false);
    }

    /// @dev A pool that needs more than its share has none, with much gas as with little.
    function test_promise_17_APoolThatNeedsTooMuchIsRefusedAlways() external {
        POOL.setFeeMood(PoolMood.NeedsGas);
        POOL.setGas(PanelSource.SEAT_FEE_GAS);
        OpeningGroup[] memory items = _openings();
        uint256[2] memory supplies = [uint256(900_000), 9_000_000];
        for (uint256 i = 0; i < 2; ++i) {
            uint256 snapshot = VM.snapshotState();
            quittance.openBatch{gas: supplies[i]}(items, "", false);
            _requireOpen(true, false);
            VM.revertToState(snapshot);
        }
    }

    /// @dev Swept, not sampled: a pool that needs nearly all of its share opens, or the batch reverts for want of gas.
    function test_promise_17_APoolThatNeedsItsShareIsNeverRefused() external {
        POOL.setFeeMood(PoolMood.NeedsGas);
        POOL.setGas(PanelSource.SEAT_FEE_GAS - 10_000);
        _data = abi.encodeCall(quittance.openBatch, (_openings(), "", false));
        _sweep(address(quittance), STRANGER, _data, 1_999, 20);
        _requireOpen(true, true);
    }

    function test_promise_17_TheSameInABatchOfCalls() external {
        POOL.setFeeMood(PoolMood.NeedsGas);
        POOL.setGas(PanelSource.SEAT_FEE_GAS - 10_000);
        _data = abi.encodeCall(quittance.batch, (_calls(), false));
        _sweep(address(quittance), STRANGER, _data, 1_999, 20);
        _requireOpen(true, true);
    }

    /// @dev A burnt share is no want of gas: the item says which rule it breaks.
    function test_TheRefusedItemSaysWhy() external {
        POOL.setFeeMood(PoolMood.BurnsGas);
        OpeningGroup[] memory items = _openings();
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_PoolUnusable.selector, address(POOL)));
        quittance.openBatch(items, "", true);
    }

    /// @dev Tries many supplies, since how much is left when the pool's turn comes depends on the build.
    function test_RevertWhen_TooLittleGasIsLeftForThePool() external {
        bytes memory call = OpeningItems.single(_openings()[1]);
        bool named;
        for (uint256 supply = 60_000; supply < 400_000 && !named; supply += 5_000) {
            (bool done, bytes memory reason) = address(quittance).call{gas: supply}(call);
            named = !done && bytes4(reason) == Signatures.Quittance_InsufficientGas.selector;
        }
        VM.assertTrue(named, "too little gas for the pool has a name");
    }

    /// @return used Gas of a batch in which the pool refuses its item in that mood. Nothing of it stays.
    function _gasOf(OpeningGroup[] memory items, PoolMood mood) private returns (uint256 used) {
        uint256 snapshot = VM.snapshotState();
        POOL.setFeeMood(mood);
        uint256 before = gasleft();
        quittance.openBatch(items, "", false);
        used = before - gasleft();
        _requireOpen(true, false);
        VM.revertToState(snapshot);
    }

    /// @return items One without a pool, and one with it.
    function _openings() private returns (OpeningGroup[] memory items) {
        items = new OpeningGroup[](2);
        for (uint64 i = 0; i < 2; ++i) {
            TermsFixture memory terms = _fixture();
            terms.salt = 100 + i;
            if (i == 1) (terms.contestWindow, terms.pool) = (2 hours, address(POOL));
            _ids[i] = _dealId(terms);
            items[i] = OpeningItems.alone(terms.whole(), _buyerSignature(terms), _sellerSignature(terms));
        }
    }

    function _calls() private returns (bytes[] memory calls) {
        OpeningGroup[] memory items = _openings();
        calls = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) calls[i] = OpeningItems.single(items[i]);
    }

    function _requireOpen(bool first, bool second) private view {
        VM.assertEq(_unsettled(_ids[0]) != 0, first, "the good deal");
        VM.assertEq(_unsettled(_ids[1]) != 0, second, "the deal of the pool");
    }

    function _fingerprint() internal view override returns (bytes32) {
        return keccak256(abi.encode(_unsettled(_ids[0]), _unsettled(_ids[1]), usdc.balanceOf(BUYER)));
    }
}
