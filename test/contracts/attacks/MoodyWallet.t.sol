// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {MoodyWallet} from "../../support/contracts/MoodyWallet.sol";
import {PoolMood, ScriptedPool} from "../../support/contracts/ScriptedPool.sol";
import {OpeningBase} from "../batches/OpeningBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {SALTS, SELLERS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";

/// @notice The seller's wallet, or the juror pool, that is cheap while a batch is estimated and burns its gas afterwards, so
/// that the batch fails with the gas that was estimated. With the margin that the SDK adds, its own item is refused and the
/// others open.
contract MoodyWalletTest is OpeningBase {
    uint256 private constant MARGIN = 300_000;
    uint256 private constant STEP = 2_000;
    uint256 private constant LAST = 7;

    function test_ASellersWalletSpoilsItsOwnItem() external {
        MoodyWallet wallet = new MoodyWallet(SELLER);
        TermsFixture[] memory terms = _terms(LAST + 1);
        terms[LAST].seller = address(wallet);
        bytes memory data = _calldata(_shared(terms, SALTS | SELLERS), terms);
        uint256 least = _leastGas(data);
        wallet.burn();
        _spoilsItsOwn(data, least, terms);
    }

    function test_APoolSpoilsItsOwnItem() external {
        ScriptedPool moody = new ScriptedPool();
        TermsFixture[] memory terms = _terms(LAST + 1);
        (terms[LAST].contestWindow, terms[LAST].pool) = (2 hours, address(moody));
        bytes memory data = _calldata(_items(terms), terms);
        uint256 least = _leastGas(data);
        moody.setFeeMood(PoolMood.BurnsGas);
        _spoilsItsOwn(data, least, terms);
    }

    function _calldata(OpeningGroup[] memory groups, TermsFixture[] memory terms) private view returns (bytes memory) {
        return abi.encodeCall(quittance.openBatch, (groups, _signed(terms, BUYER_KEY), false));
    }

    /// @return least What a node estimates.
    function _leastGas(bytes memory data) private returns (uint256 least) {
        bool done;
        for (least = 300_000; !done; least += STEP) {
            uint256 snapshot = VM.snapshotState();
            (done, ) = address(quittance).call{gas: least}(data);
            VM.revertToState(snapshot);
        }
        least -= STEP;
    }

    function _spoilsItsOwn(bytes memory data, uint256 least, TermsFixture[] memory terms) private {
        (bool done, bytes memory reason) = address(quittance).call{gas: least}(data);
        VM.assertFalse(done, "with little gas it could be the gas");
        VM.assertEq(reason, abi.encodeWithSelector(IItems.Quittance_ItemFailed.selector, LAST), "which item it was");
        (done, ) = address(quittance).call{gas: least + MARGIN}(data);
        VM.assertTrue(done, "with the margin");
        for (uint256 i = 0; i <= LAST; ++i) {
            VM.assertEq(_unsettled(_dealId(terms[i])), i == LAST ? 0 : TOTAL, "all others open");
        }
    }
}
