// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Campaign} from "./Campaign.sol";
import {Everybody} from "./handler/Everybody.sol";

/// @dev Here, because the runner takes as targets only contracts of the files it runs.
contract Handler is Everybody {}

/// @notice The numbered promises, each under random acts of everybody. The handler compares the contract with its model
/// after every call and keeps the first breach of each promise; what is cheap to recount is recounted here as well.
/// PROMISES.md tells them in prose. One contract, because each that creates the handler compiles it anew.
contract InvariantsTest is Campaign {
    uint256 private constant ACTS = 900;
    uint256 private constant PROMISES = 26;

    function _newHandler() internal override returns (Everybody) {
        return new Handler();
    }

    /// @dev Recounted from the contract's own rows, besides what the handler compared.
    function invariant_01_conservationAfterEveryCall() external view {
        (uint256 owed, uint256 held) = handler.books();
        VM.assertEq(owed, held, "rows, refused rows, unsettled money and uninvited tokens are not what is held");
        _kept(1);
    }

    function invariant_03_whatLeftADealAndWhatIsInItAreItsFunding() external view {
        _kept(3);
    }

    function invariant_04_aMilestoneSettlesOnceAndAnIdIsUsedOnce() external view {
        _kept(4);
    }

    function invariant_05_sellersAndBuyersPartsAreTheAmount() external view {
        _kept(5);
    }

    function invariant_06_noVerdictWithoutAQuorumOfPositions() external view {
        _kept(6);
    }

    function invariant_07_everyDecidingSetGivesTheMediansPayout() external view {
        _kept(7);
    }

    function invariant_08_aCorruptMinorityStaysInTheHonestRange() external view {
        _kept(8);
    }

    function invariant_09_payoutIsMonotoneAndAtMostFull() external view {
        _kept(9);
    }

    function invariant_10_lessThanFullHasTheSellersSignature() external view {
        _kept(10);
    }

    function invariant_11_evidenceOnChainNeverChanges() external view {
        _kept(11);
    }

    function invariant_12_exactlyWhatTheSecondAllowsGoesThrough() external view {
        _kept(12);
    }

    function invariant_13_everyStateHasItsExitWithinTheBound() external view {
        _kept(13);
    }

    function invariant_17_lowGasNeverChangesAnOutcome() external view {
        _kept(17);
    }

    function invariant_18_refusedMoneyOnlyMovesToItsAddress() external view {
        _kept(18);
    }

    function invariant_19_nothingSignedForOnePurposeServesAnother() external view {
        _kept(19);
    }

    /// @dev At the end of every run: everything is compared once more, then everybody leaves, each alone.
    function afterInvariant() external {
        handler.auditEverything();
        handler.endEverything();
        _keptAll();
    }

    /// @dev The campaigns are not vacuous: one fixed sequence of the same acts does everything there is to do, and the
    /// handler itself never reverts.
    function test_aFixedSequenceDoesEverything() external {
        bytes4[] memory acts = _acts();
        for (uint256 i = 0; i < ACTS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("reach", i)));
            (bool ok, ) = address(handler).call(abi.encodeWithSelector(acts[seed % acts.length], seed));
            VM.assertTrue(ok, "an act of the handler reverted");
        }
        string[31] memory done = [
            "depositApproved",
            "depositSigned",
            "withdraw",
            "retryRefused",
            "sendUninvited",
            "operateToken",
            "openFromWallet",
            "openFromLedger",
            "openWith32",
            "deliver",
            "judge",
            "judgeNothing",
            "judgePart",
            "judgeFull",
            "judgeStanding",
            "judgeEquivocal",
            "settleVerdict",
            "settleSilence",
            "accept",
            "concede",
            "agree",
            "cancel",
            "reclaim",
            "payoutRefused",
            "dealEnded",
            "briefTerms",
            "passTime",
            "passToBoundary",
            "lowGas",
            "starved",
            "open"
        ];
        for (uint256 i = 0; i < done.length; ++i) VM.assertGe(handler.done(done[i]), 1, done[i]);
        string[4] memory refused = ["openFaulty", "replay", "forge", "forgePayment"];
        for (uint256 i = 0; i < refused.length; ++i) {
            VM.assertGe(handler.tried(refused[i]), 1, refused[i]);
            VM.assertEq(handler.done(refused[i]), 0, refused[i]);
        }
        handler.auditEverything();
        handler.endEverything();
        _keptAll();
    }

    function _keptAll() private view {
        for (uint256 promised = 1; promised <= PROMISES; ++promised) _kept(promised);
    }
}
