// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {VM} from "../contracts/support/Vm.sol";
import {Campaign} from "./Campaign.sol";
import {Actors} from "./handler/Actors.sol";

/// @dev Here, because the runner takes as targets only contracts of the files it runs.
contract Handler is Actors {}

/// @notice The numbered promises, under random acts of everybody, in one campaign. The handler compares what each call
/// touched with its model and keeps the first breach of each promise; a breach is reported with the promise's number.
/// PROMISES.md has the promises in prose, and explains when each comparison is made.
contract InvariantsTest is Campaign {
    uint256 private constant MOST_ACTS = 20_000;

    function _newHandler() internal override returns (Actors) {
        return new Handler();
    }

    function invariant_everyNumberedPromiseHolds() external view {
        uint256 broken = handler.broken();
        promise01_conservationAfterEveryCall(broken);
        promise03_whatLeftADealAndWhatIsInItAreItsFunding(broken);
        promise04_aMilestoneSettlesOnceAndAnIdIsUsedOnce(broken);
        promise05_sellersAndBuyersPartsAreTheAmount(broken);
        promise06_noVerdictWithoutAQuorumOfPositions(broken);
        promise07_everyDecidingSetGivesTheMediansPayout(broken);
        promise08_aCorruptMinorityStaysInTheHonestRange(broken);
        promise09_payoutIsMonotoneAndAtMostFull(broken);
        promise10_lessThanFullHasTheSellersSignature(broken);
        promise11_evidenceOnChainNeverChanges(broken);
        promise12_exactlyWhatTheSecondAllowsGoesThrough(broken);
        promise13_everyStateHasItsExitWithinTheBound(broken);
        promise14_aSilentRoundLeavesWhatStood(broken);
        promise15_aJurorRewardIsTheBondWhicheverWayJurorsVoted(broken);
        promise16_everyBondHasExactlyOneDestination(broken);
        promise17_lowGasNeverChangesAnOutcome(broken);
        promise18_refusedMoneyOnlyMovesToItsAddress(broken);
        promise19_nothingSignedForOnePurposeServesAnother(broken);
        promise20_commitmentsStayWithinThePolicyInForce(broken);
        promise21_noCallByOneAccountsKeysLowersAnothersBalance(broken);
        promise22_aRevokedKeyOpensNothingAndLiveVouchersRedeem(broken);
        promise25_atMostOneRatingASideAndOnlyWhereAllowed(broken);
        promise26_aBatchEqualsItsSinglesAndARefusedItemChangesNoOther(broken);
        promise27_anAmendmentMovesExactlyTheRemainder(broken);
        promise28_theIntervalNarrowsAroundTheMedian(broken);
        promise29_thePartiesCannotTakeADrawnPanelsRewardAway(broken);
        promise30_whatIsShownIsWhatIsChecked(broken);
    }

    function promise01_conservationAfterEveryCall(uint256 broken) private view {
        _kept(broken, 1);
    }

    function promise03_whatLeftADealAndWhatIsInItAreItsFunding(uint256 broken) private view {
        _kept(broken, 3);
    }

    function promise04_aMilestoneSettlesOnceAndAnIdIsUsedOnce(uint256 broken) private view {
        _kept(broken, 4);
    }

    function promise05_sellersAndBuyersPartsAreTheAmount(uint256 broken) private view {
        _kept(broken, 5);
    }

    function promise06_noVerdictWithoutAQuorumOfPositions(uint256 broken) private view {
        _kept(broken, 6);
    }

    function promise07_everyDecidingSetGivesTheMediansPayout(uint256 broken) private view {
        _kept(broken, 7);
    }

    function promise08_aCorruptMinorityStaysInTheHonestRange(uint256 broken) private view {
        _kept(broken, 8);
    }

    function promise09_payoutIsMonotoneAndAtMostFull(uint256 broken) private view {
        _kept(broken, 9);
    }

    function promise10_lessThanFullHasTheSellersSignature(uint256 broken) private view {
        _kept(broken, 10);
    }

    function promise11_evidenceOnChainNeverChanges(uint256 broken) private view {
        _kept(broken, 11);
    }

    function promise12_exactlyWhatTheSecondAllowsGoesThrough(uint256 broken) private view {
        _kept(broken, 12);
    }

    function promise13_everyStateHasItsExitWithinTheBound(uint256 broken) private view {
        _kept(broken, 13);
    }

    function promise14_aSilentRoundLeavesWhatStood(uint256 broken) private view {
        _kept(broken, 14);
    }

    function promise15_aJurorRewardIsTheBondWhicheverWayJurorsVoted(uint256 broken) private view {
        _kept(broken, 15);
    }

    function promise16_everyBondHasExactlyOneDestination(uint256 broken) private view {
        _kept(broken, 16);
    }

    function promise17_lowGasNeverChangesAnOutcome(uint256 broken) private view {
        _kept(broken, 17);
    }

    function promise18_refusedMoneyOnlyMovesToItsAddress(uint256 broken) private view {
        _kept(broken, 18);
    }

    function promise19_nothingSignedForOnePurposeServesAnother(uint256 broken) private view {
        _kept(broken, 19);
    }

    function promise20_commitmentsStayWithinThePolicyInForce(uint256 broken) private view {
        _kept(broken, 20);
    }

    function promise21_noCallByOneAccountsKeysLowersAnothersBalance(uint256 broken) private view {
        _kept(broken, 21);
    }

    function promise22_aRevokedKeyOpensNothingAndLiveVouchersRedeem(uint256 broken) private view {
        _kept(broken, 22);
    }

    function promise25_atMostOneRatingASideAndOnlyWhereAllowed(uint256 broken) private view {
        _kept(broken, 25);
    }

    function promise26_aBatchEqualsItsSinglesAndARefusedItemChangesNoOther(uint256 broken) private view {
        _kept(broken, 26);
    }

    function promise27_anAmendmentMovesExactlyTheRemainder(uint256 broken) private view {
        _kept(broken, 27);
    }

    function promise28_theIntervalNarrowsAroundTheMedian(uint256 broken) private view {
        _kept(broken, 28);
    }

    function promise29_thePartiesCannotTakeADrawnPanelsRewardAway(uint256 broken) private view {
        _kept(broken, 29);
    }

    function promise30_whatIsShownIsWhatIsChecked(uint256 broken) private view {
        _kept(broken, 30);
    }

    /// @dev At the end of every run: everything is compared once more, then everybody leaves, each alone.
    function afterInvariant() external {
        handler.auditEverything();
        handler.endEverything();
        this.invariant_everyNumberedPromiseHolds();
    }

    /// @dev The campaigns are not vacuous: one fixed sequence of the same acts does everything there is to do, and the
    /// handler itself never reverts.
    function test_aFixedSequenceDoesEverything() external {
        string[95] memory done = [
            "depositApproved",
            "depositSigned",
            "withdraw",
            "claimPayout",
            "sendUninvited",
            "operateToken",
            "openFromWallet",
            "openFromLedger",
            "openWith32",
            "deliver",
            "judge",
            "judgeDelivered",
            "judgeRecords",
            "judgeNarrows",
            "recordLate",
            "judgeNothing",
            "judgePart",
            "judgeFull",
            "judgeStanding",
            "judgeEquivocal",
            "judgeMany",
            "judgeManySettles",
            "judgeManyGroups",
            "judgeManyRefuses",
            "settleVerdict",
            "settleSilence",
            "release",
            "refund",
            "agree",
            "cancel",
            "amend",
            "amendTopUp",
            "amendChange",
            "amendEven",
            "amendByAccount",
            "amendByAccountTopUp",
            "amendForAccount",
            "misleadAlone",
            "reclaim",
            "payoutRefused",
            "dealEnded",
            "briefTerms",
            "passTime",
            "passToBoundary",
            "lowGas",
            "starved",
            "open",
            "contest",
            "contestBeforeArbiter",
            "contestSilence",
            "contestAfterSilentRound",
            "contestFromWallet",
            "contestFromLedger",
            "contestByThird",
            "draw",
            "poolMisbehaves",
            "record",
            "recordUndecided",
            "recordStands",
            "recordSettles",
            "recordAfterVerdict",
            "rule",
            "settleSilentRound",
            "settleSilentArbiter",
            "settleRound2",
            "jurorRewardOfVerdict",
            "rate",
            "openAccount",
            "setKeys",
            "revokeKey",
            "setPolicy",
            "freeze",
            "unfreeze",
            "freezeAll",
            "unfreezeAll",
            "offerPrincipal",
            "acceptPrincipal",
            "moveFunds",
            "withdrawFrom",
            "openByAccount",
            "openForAccount",
            "endForAccount",
            "bondByAccount",
            "openTabByAccount",
            "redeemMany",
            "redeemFrozen",
            "redeemAll",
            "closeTabOfAccount",
            "closeTabEarly",
            "revokeOrder",
            "payByAccount",
            "payMany",
            "batch",
            "batchRefused",
            "openBatch"
        ];
        bytes4[] memory acts = _acts();
        for (uint256 i = 0; i < MOST_ACTS; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("all", i)));
            (bool ok, ) = address(handler).call(abi.encodeWithSelector(acts[seed % acts.length], seed));
            VM.assertTrue(ok, "an act of the handler reverted");
            if (i % 1_000 == 999 && _isDone(done)) break;
        }
        this.invariant_everyNumberedPromiseHolds();
        for (uint256 i = 0; i < done.length; ++i) VM.assertGe(handler.done(done[i]), 1, done[i]);
        VM.assertGe(handler.treasuryDraws(), 10, "treasuries were drawn on");
        VM.assertGe(handler.feesShared(), 10, "jurors shared fees");
        string[5] memory refused = ["openFaulty", "replay", "forge", "forgePayment", "mislead"];
        for (uint256 i = 0; i < refused.length; ++i) {
            VM.assertGe(handler.tried(refused[i]), 1, refused[i]);
            VM.assertEq(handler.done(refused[i]), 0, refused[i]);
        }
        handler.auditEverything();
        handler.endEverything();
        this.invariant_everyNumberedPromiseHolds();
    }

    function _isDone(string[95] memory names) private view returns (bool) {
        for (uint256 i = 0; i < names.length; ++i) if (handler.done(names[i]) == 0) return false;
        return handler.treasuryDraws() >= 10 && handler.feesShared() >= 10;
    }
}
