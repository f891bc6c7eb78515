// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IBatches} from "../../../contracts/interfaces/IBatches.sol";
import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IDeliveries} from "../../../contracts/interfaces/IDeliveries.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {Amendment, TermsFixture} from "../support/TermsFixture.sol";
import {BUYERS, EACH_SCORE, OPENINGS, PACTS, REFERENCES, SALTS, SCHEDULES, SELLERS} from "../support/Varying.sol";
import {Vm, VM} from "../support/Vm.sol";
import {Judged} from "./BatchBase.sol";
import {VerdictBase} from "./VerdictBase.sol";

contract SubmitVerdictsTest is VerdictBase {
    // ---- a batch is its singles ----

    /// @dev Deals of two sellers, paid to wallets or balances, some of whose milestones are settled, unknown,
    /// delivered, late, or judged too low. What a single verdict with the same ballots does, the batch does.
    function testFuzz_ABatchIsItsSingles(uint256 seed) external {
        Judged[] memory items = _random(seed);
        uint8 varies = SALTS | SELLERS | (seed & 1 == 0 ? EACH_SCORE : 0);
        uint256 before = VM.snapshotState();
        for (uint256 i = 0; i < items.length; ++i) _submitAlone(items, i);
        bytes32 singles = _facts(items);
        VM.revertToState(before);
        quittance.submitVerdicts(_one(_group(items, varies)), false);
        VM.assertEq(_facts(items), singles, "as the singles leave it");
    }

    function test_OneEventForAll() external {
        Judged[] memory items = _deals(3, 0);
        items[1].scores = _scores(8_000, 9_000);
        VerdictGroup memory group = _group(items, SALTS | EACH_SCORE);
        bytes memory verdicts;
        for (uint256 i = 0; i < 3; ++i) {
            verdicts = abi.encodePacked(verdicts, _dealId(items[i].terms), EVIDENCE, uint8(0));
            verdicts = abi.encodePacked(verdicts, items[i].scores[0], items[i].scores[1]);
        }
        VM.recordLogs();
        VM.expectEmit(address(quittance));
        emit IBatches.VerdictsReached(abi.encodePacked(uint8(0), _reasonsOf(0), uint8(1), _reasonsOf(1)), verdicts);
        quittance.submitVerdicts(_one(group), false);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        // One of the batch, the token's one transfer, and the one that this test expects.
        VM.assertEq(logs.length, 3, "logs");
    }

    function test_EveryFieldThatItemsRepeat() external {
        for (uint256 bit = 0; bit < 7; ++bit) _settlesWith(uint8(1 << bit));
        _settlesWith(127);
        _settlesWith(255);
    }

    function test_OneTransferForNeighbours() external {
        Judged[] memory items = _deals(4, 0);
        items[2] = _deal(2, OTHER_SELLER, 0);
        VM.recordLogs();
        quittance.submitVerdicts(_one(_group(items, SALTS | SELLERS)), false);
        // Three transfers: two items, one, and one.
        VM.assertEq(VM.getRecordedLogs().length, 4, "logs");
        VM.assertEq(usdc.balanceOf(SELLER), 3 * AMOUNT_0, "seller");
        VM.assertEq(usdc.balanceOf(OTHER_SELLER), AMOUNT_0, "the other one");
    }

    function test_CreditsTheFeesOfEach() external {
        Judged[] memory items = new Judged[](2);
        for (uint64 i = 0; i < 2; ++i) {
            TermsFixture memory terms = _fixtureWithFees();
            terms.salt = 100 + i;
            _open(terms);
            items[i] = Judged(terms, uint8(i), EVIDENCE, _scores(FULL, FULL));
        }
        for (uint256 i = 0; i < 2; ++i) {
            bytes32 dealId = _dealId(items[i].terms);
            VM.expectEmit(address(quittance));
            emit ISettlements.FeeCredited(dealId, PANEL_ACCOUNT, uint8(i), 1e6);
            VM.expectEmit(address(quittance));
            emit ISettlements.FeeCredited(dealId, MARKETPLACE, uint8(i), 1_350_000);
        }
        quittance.submitVerdicts(_one(_group(items, SALTS)), false);
        VM.assertEq(usdc.balanceOf(SELLER), 2 * (AMOUNT_0 - 1_350_000), "less the marketplace's part");
        VM.assertEq(quittance.balanceOf(PANEL_ACCOUNT), 2e6, "panel");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), 2_700_000, "marketplace");
        VM.assertEq(_unsettled(_dealId(items[0].terms)), AMOUNT_1 + AMOUNT_2 + 2e6, "the rest");
    }

    function test_ManyGroups() external {
        Judged[] memory first = _deals(2, 0);
        Judged[] memory second = new Judged[](2);
        for (uint64 i = 0; i < 2; ++i) {
            TermsFixture memory terms = _fixture();
            terms.panel = _panel(1);
            terms.salt = 200 + i;
            if (i == 0) _open(terms);
            second[i] = Judged(terms, 1, EVIDENCE, new uint16[](1));
            second[i].scores[0] = FULL;
        }
        VerdictGroup[] memory groups = new VerdictGroup[](2);
        (groups[0], groups[1]) = (_group(first, SALTS), _group(second, SALTS));
        _expectRefusal(3, abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, _dealId(second[1].terms)));
        quittance.submitVerdicts(groups, false);
        VM.assertEq(usdc.balanceOf(SELLER), 2 * AMOUNT_0 + AMOUNT_1, "of both groups");
    }

    // ---- refused payouts ----

    function test_ARefusedSumIsLoggedForEachDeal() external {
        Judged[] memory items = _deals(3, 0);
        items[1].milestone = 1;
        items[2] = _deal(2, OTHER_SELLER, 0);
        usdc.blacklist(SELLER);
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(_dealId(items[0].terms), SELLER, AMOUNT_0);
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(_dealId(items[1].terms), SELLER, AMOUNT_1);
        quittance.submitVerdicts(_one(_group(items, SALTS | SELLERS)), false);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), AMOUNT_0 + AMOUNT_1, "waits");
        VM.assertEq(usdc.balanceOf(OTHER_SELLER), AMOUNT_0, "the other one is paid");
    }

    // ---- refused items ----

    function test_RefusesOneByOne() external {
        Judged[] memory items = _deals(6, 0);
        bytes32[] memory ids = new bytes32[](6);
        items[1].terms.salt = 999; // unknown
        items[2].milestone = 3;
        items[4].evidence = 0;
        items[5].scores = _scores(FULL, 10_001);
        for (uint256 i = 0; i < 6; ++i) ids[i] = _dealId(items[i].terms);
        _judge(items[3].terms, 0, FULL);
        VerdictGroup memory group = _group(items, SALTS | EACH_SCORE);
        _expectRefusal(1, abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, ids[1]));
        _expectRefusal(
            2,
            abi.encodeWithSelector(IDeals.Quittance_MilestoneUnknown.selector, ids[2], uint256(3), uint256(3))
        );
        _expectRefusal(
            3,
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, ids[3], uint256(0))
        );
        _expectRefusal(4, abi.encodeWithSelector(IDeliveries.Quittance_EvidenceZero.selector));
        _expectRefusal(
            5,
            abi.encodeWithSelector(BallotSet.Quittance_ScoreOutOfRange.selector, uint256(1), uint256(10_001))
        );
        quittance.submitVerdicts(_one(group), false);
        VM.assertEq(_settled(ids[0]), 1, "the good one");
        for (uint256 i = 4; i < 6; ++i) VM.assertEq(_settled(ids[i]), 0, "refused");
    }

    function test_TheDeadlineIsInclusive() external {
        for (uint256 late = 0; late < 3; ++late) {
            uint256 snapshot = VM.snapshotState();
            Judged[] memory items = _deals(1, 0);
            VM.warp(DEADLINE_0 - 1 + late);
            if (late == 2) {
                _expectRefusal(
                    0,
                    abi.encodeWithSelector(
                        IDeliveries.Quittance_DeadlinePassed.selector,
                        _dealId(items[0].terms),
                        uint256(0),
                        uint256(DEADLINE_0),
                        uint256(DEADLINE_0) + 1
                    )
                );
            }
            quittance.submitVerdicts(_one(_group(items, 0)), false);
            VM.assertEq(_settled(_dealId(items[0].terms)), late == 2 ? 0 : 1, "settled");
            VM.revertToState(snapshot);
        }
    }

    function test_ARefusedItemAddsNothing() external {
        Judged[] memory items = _deals(3, 4);
        _judge(items[1].terms, 0, FULL);
        uint96 paid = quittance.balanceOf(SELLER);
        quittance.submitVerdicts(_one(_group(items, SALTS)), false);
        VM.assertEq(quittance.balanceOf(SELLER) - paid, 2 * AMOUNT_0, "of two items");
        VM.assertEq(_unsettled(_dealId(items[1].terms)), AMOUNT_1 + AMOUNT_2, "settled once");
        // The same batch again: nothing is left to do.
        quittance.submitVerdicts(_one(_group(items, SALTS)), false);
        VM.assertEq(quittance.balanceOf(SELLER) - paid, 2 * AMOUNT_0, "no item twice");
    }

    function test_RefusesADealThatAnotherReplaced() external {
        Judged[] memory items = _deals(2, 0);
        TermsFixture memory next = abi.decode(abi.encode(items[0].terms), (TermsFixture));
        bytes32 dealId = _dealId(items[0].terms);
        next.amends = Amendment(dealId, _unsettled(dealId), 0);
        bytes memory buyers = Signing.sign(BUYER_KEY, _dealId(next));
        quittance.amend(items[0].terms.whole(), next.whole(), buyers, _sellerSignature(next));
        _expectRefusal(0, abi.encodeWithSelector(IDeals.Quittance_DealAmended.selector, dealId));
        quittance.submitVerdicts(_one(_group(items, SALTS)), false);
        VM.assertEq(_settled(_dealId(items[1].terms)), 1, "the good one");
        VM.assertEq(_settled(_dealId(next)), 0, "the new deal is another");
    }

    /// @dev The same milestone twice in one batch settles once.
    function test_OneMilestoneTwice() external {
        Judged[] memory items = _deals(2, 4);
        items[1] = items[0];
        _expectRefusal(
            1,
            abi.encodeWithSelector(
                IDeals.Quittance_MilestoneAlreadySettled.selector,
                _dealId(items[0].terms),
                uint256(0)
            )
        );
        quittance.submitVerdicts(_one(_group(items, SALTS)), false);
        VM.assertEq(quittance.balanceOf(SELLER), AMOUNT_0, "once");
    }

    function test_RevertWhen_OneOfAllIsRefused() external {
        Judged[] memory items = _deals(3, 0);
        _judge(items[1].terms, 0, FULL);
        VerdictGroup[] memory groups = _one(_group(items, SALTS));
        VM.expectRevert(
            abi.encodeWithSelector(
                IDeals.Quittance_MilestoneAlreadySettled.selector,
                _dealId(items[1].terms),
                uint256(0)
            )
        );
        quittance.submitVerdicts(groups, true);
        VM.assertEq(_settled(_dealId(items[0].terms)), 0, "nothing happened");
    }

    function test_RefusesWhatGoesAlone() external {
        Judged[] memory items = _deals(4, 0);
        items[0].scores = _scores(FULL, 5_999); // the ballots do not decide
        items[1].scores = _scores(0, 0); // below full
        _deliver(items[2].terms, 0);
        VerdictGroup memory group = _group(items, SALTS | EACH_SCORE);
        for (uint256 i = 0; i < 3; ++i) _expectRefusal(i, _alone(items[i].terms, 0));
        quittance.submitVerdicts(_one(group), false);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "the last one");
    }

    function test_RefusesTermsWithAContestWindow() external {
        TermsFixture memory terms = _fixture();
        terms.contestWindow = 1 days;
        _open(terms);
        Judged[] memory items = new Judged[](1);
        items[0] = Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
        _expectRefusal(0, _alone(terms, 0));
        quittance.submitVerdicts(_one(_group(items, 0)), false);
        VM.assertEq(_recorded(_dealId(terms)), 0, "nothing is provisional");
    }

    function test_RefusesAFeeThatJurorsShare() external {
        TermsFixture memory terms = _fixture();
        terms.verificationFee = 1e6;
        _open(terms);
        Judged[] memory items = new Judged[](1);
        items[0] = Judged(terms, 0, EVIDENCE, _scores(FULL, FULL));
        _expectRefusal(0, _alone(terms, 0));
        quittance.submitVerdicts(_one(_group(items, 0)), false);
        VM.assertEq(_settled(_dealId(terms)), 0, "nothing settled");
    }

    // ---- making ----

    function _random(uint256 seed) private returns (Judged[] memory items) {
        items = new Judged[](1 + ((seed >> 8) % 6));
        uint8 destinations = uint8((seed >> 4) & 6);
        for (uint256 i = 0; i < items.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            items[i] = _deal(i, dice & 1 == 0 ? SELLER : OTHER_SELLER, destinations);
            uint256 what = (dice >> 8) % 8;
            if (what == 0) items[i].milestone = 3;
            if (what == 1) items[i].terms.salt += 1_000;
            if (what == 2) _judge(items[i].terms, 0, FULL);
            if (what == 3) items[i].evidence = 0;
            if (what == 4) items[i].milestone = uint8(1 + ((dice >> 16) % 2));
            if (what == 5 && seed & 1 == 0) items[i].scores = _scores(7_000, 5_999);
        }
        // Past the first deadline only the later milestones can be judged.
        if (seed & 2 != 0) VM.warp(DEADLINE_0 + 1);
        if (seed & 8 != 0) usdc.blacklist(OTHER_SELLER);
    }

    /// @dev Submits one item alone, by the ballots that were signed for the batch, as anyone could.
    function _submitAlone(Judged[] memory items, uint256 index) private {
        SignedBallot[] memory ballots = new SignedBallot[](2);
        bool[] memory marks = new bool[](2);
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory proof = Digests.proofIn(_leavesOf(items, i), uint8(index), _signBatch(items, i));
            ballots[i] = SignedBallot(i, items[index].scores[i], _reasonsOf(i), proof);
            marks[i] = true;
        }
        Judged memory item = items[index];
        bytes memory call = abi.encodeCall(
            quittance.submitVerdict,
            (item.terms.whole(), item.milestone, item.evidence, BallotBox.packBatched(ballots, marks))
        );
        (bool done, ) = address(quittance).call(call);
        done; // what is refused alone changes nothing, either
    }

    /// @return facts A fingerprint of every deal and of all money.
    function _facts(Judged[] memory items) private view returns (bytes32 facts) {
        address[2] memory sellers = [SELLER, OTHER_SELLER];
        for (uint256 i = 0; i < 2; ++i) {
            facts = keccak256(
                abi.encode(
                    facts,
                    usdc.balanceOf(sellers[i]),
                    quittance.balanceOf(sellers[i]),
                    quittance.unclaimedPayoutOf(sellers[i])
                )
            );
        }
        for (uint256 i = 0; i < items.length; ++i) {
            (uint40 openedAt, uint8 count, uint96 unsettled, uint32 settled, uint32 recorded) = quittance.dealOf(
                _dealId(items[i].terms)
            );
            facts = keccak256(abi.encode(facts, openedAt, count, unsettled, settled, recorded));
        }
    }

    /// @dev Settles two deals that differ in the fields that `varies` names.
    function _settlesWith(uint8 varies) private {
        uint256 snapshot = VM.snapshotState();
        Judged[] memory items = new Judged[](2);
        for (uint256 i = 0; i < 2; ++i) {
            TermsFixture memory terms = _fixture();
            terms.reference_ = keccak256("reference");
            uint256 sellerKey = SELLER_KEY;
            uint256 buyerKey = BUYER_KEY;
            if (i == 1) {
                if (varies & BUYERS != 0) (terms.buyer, buyerKey) = (STRANGER, STRANGER_KEY);
                if (varies & SCHEDULES != 0) (terms.milestones[1].amount, terms.milestones[2].deadline) = (7, NOW + 1);
                if (varies & SELLERS != 0) (terms.seller, sellerKey) = (OTHER_SELLER, OTHER_SELLER_KEY);
                if (varies & PACTS != 0) terms.pact = keccak256("other pact");
                if (varies & SALTS != 0) terms.salt = 2;
                if (varies & OPENINGS != 0) terms.openBy = OPEN_BY + 1;
                if (varies & REFERENCES != 0) terms.reference_ = keccak256("other reference");
            }
            _mint(terms.buyer, FUNDS);
            bytes memory signature = Signing.sign(buyerKey, _paymentDigest(terms));
            bytes memory sellers = Signing.sign(sellerKey, _dealId(terms));
            quittance.open(terms.whole(), signature, sellers);
            items[i] = Judged(terms, 1, EVIDENCE, _scores(FULL, 6_000));
        }
        // A score of each needs its bit; else both gave the same.
        if (varies & EACH_SCORE == 0) {
            items[0].scores = _scores(FULL, FULL);
            items[1].scores = _scores(6_001, 6_001);
        }
        quittance.submitVerdicts(_one(_group(items, varies)), true);
        for (uint256 i = 0; i < 2; ++i) VM.assertEq(_settled(_dealId(items[i].terms)), 2, "settled");
        uint256 second = varies & SCHEDULES != 0 ? 7 : AMOUNT_1;
        if (varies & SELLERS != 0) {
            VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_1, "seller");
            VM.assertEq(usdc.balanceOf(OTHER_SELLER), second, "the other one");
        } else {
            VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_1 + second, "seller");
        }
        VM.revertToState(snapshot);
    }

    // ---- expecting ----

    function _alone(TermsFixture memory terms, uint256 milestone) private view returns (bytes memory) {
        return abi.encodeWithSelector(IBatches.Quittance_SubmitAlone.selector, _dealId(terms), milestone);
    }

    function _expectRefusal(uint256 index, bytes memory reason) private {
        VM.expectEmit(address(quittance));
        emit IItems.ItemRefused(index, reason);
    }
}
