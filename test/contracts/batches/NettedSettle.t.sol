// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {IProvisionalPayouts} from "../../../contracts/interfaces/IProvisionalPayouts.sol";
import {Digests} from "../support/Digests.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @notice What batches of `settle` pay to wallets, and what they credit.
contract NettedSettleTest is DisputesBase {
    /// @dev How a deal differs from the usual ones.
    struct Kind {
        uint8 destinations;
        bool sharesFee;
        bool withArbiter;
    }

    bytes32 private constant TRANSFER = keccak256("Transfer(address,address,uint256)");
    uint16 private constant VERDICT = 7_000;

    Kind[] private _kinds;

    /// @dev Milestones that are untouched, delivered, judged or contested; some asked for twice, some too early.
    function testFuzz_ABatchIsItsSingles(uint256 seed) external {
        for (uint256 i = 0; i < 3; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, "deal", i)));
            _add(Kind(uint8(dice & 6), dice & 8 == 0, dice & 16 == 0));
            for (uint8 milestone = 0; milestone < 3; ++milestone) _go(i, milestone, dice >> (16 * (milestone + 1)));
        }
        if (seed & 3 != 0) VM.warp(NOW + V + W);
        if (seed & 3 == 3) VM.warp(NOW + V + W + R);
        if ((seed >> 2) & 1 == 0) usdc.blacklist(SELLER);
        if ((seed >> 3) & 1 == 0) usdc.blacklist(BUYER);
        bytes[] memory calls = new bytes[](1 + ((seed >> 8) % 9));
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            calls[i] = _settling(dice % 3, uint8((dice >> 8) % 3));
        }
        uint256 snapshot = VM.snapshotState();
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool done, ) = address(quittance).call(calls[i]);
            done; // a call that is refused alone is refused in a batch
        }
        bytes32 singles = _facts();
        VM.revertToState(snapshot);
        quittance.batch(calls, false);
        VM.assertEq(_facts(), singles, "as the singles leave it");
    }

    function test_OneTransferForEachWallet() external {
        (bytes[] memory calls, uint96 toSeller, uint96 toBuyer) = _judgedDeals();
        (uint256 seller, uint256 buyer) = (usdc.balanceOf(SELLER), usdc.balanceOf(BUYER));
        VM.recordLogs();
        quittance.batch(calls, true);
        VM.assertEq(_transfers(), 2, "one for each party");
        VM.assertEq(usdc.balanceOf(SELLER) - seller, 3 * toSeller, "of three deals");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, 3 * toBuyer, "of three deals");
    }

    /// @dev The buyer of the first deal contested and nobody voted; the buyer of the second contested and was right.
    function test_BondsAreCredited() external {
        (bytes[] memory calls, uint96 reimbursed) = _contested(4_000);
        (uint256 seller, uint256 buyer) = (usdc.balanceOf(SELLER), usdc.balanceOf(BUYER));
        VM.recordLogs();
        quittance.batch(calls, true);
        VM.assertEq(_transfers(), 2, "one for each party");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE - BOND + reimbursed, "one bond back, one reimbursed");
        uint96 sellersParts = _net(_part(VERDICT)) + _net(_part(4_000)) - reimbursed;
        VM.assertEq(usdc.balanceOf(SELLER) - seller, sellersParts, "less what it reimburses");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, 2 * AMOUNT_0 - _part(VERDICT) - _part(4_000), "its parts");
    }

    function test_AReimbursedPartIsNotPaid() external {
        bytes[] memory calls = new bytes[](1);
        _add(Kind(0, false, true));
        TermsFixture memory terms = _termsOf(0);
        _judge(terms, 0, 1_000);
        _contest(terms, SELLER, 1_000);
        _draw(terms, 3);
        _vote(terms, 3, _same(2, 9_000));
        calls[0] = _settling(0, 0);
        VM.warp(NOW + V + W);
        (uint256 seller, uint256 buyer) = (usdc.balanceOf(SELLER), usdc.balanceOf(BUYER));
        VM.recordLogs();
        quittance.batch(calls, true);
        VM.assertEq(_transfers(), 1, "to the seller");
        VM.assertEq(usdc.balanceOf(SELLER) - seller, _net(_part(9_000)), "its part");
        VM.assertEq(usdc.balanceOf(BUYER), buyer, "nothing is left of its part");
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - BOND + AMOUNT_0 - _part(9_000), "reimbursed");
    }

    function test_ARefusedSumIsLoggedForEachDeal() external {
        (bytes[] memory calls, uint96 toSeller, uint96 toBuyer) = _judgedDeals();
        usdc.blacklist(SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        for (uint256 i = 0; i < 3; ++i) {
            VM.expectEmit(address(quittance));
            emit ILedger.PayoutRefused(_dealId(_termsOf(i)), SELLER, toSeller);
        }
        quittance.batch(calls, true);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), 3 * toSeller, "waits");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, 3 * toBuyer, "the other one is paid");
    }

    function test_ARefusedItemAddsNothing() external {
        (bytes[] memory calls, uint96 toSeller, ) = _judgedDeals();
        calls[1] = _settling(0, 1);
        uint256 seller = usdc.balanceOf(SELLER);
        bytes32 dealId = _dealId(_termsOf(0));
        VM.expectEmit(address(quittance));
        emit IItems.ItemRefused(
            1,
            abi.encodeWithSelector(IProvisionalPayouts.Quittance_NoProvisionalPayout.selector, dealId, uint256(1))
        );
        quittance.batch(calls, false);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, 2 * toSeller, "of two items");
    }

    /// @dev The code of items answers what is owed, and pays nothing. At its own address it finds no deal.
    function test_NobodyReachesTheItems() external {
        (bytes[] memory calls, uint96 toSeller, ) = _judgedDeals();
        bytes32 domain = Digests.domainSeparator("Quittance", "1", address(quittance));
        (bool done, ) = quittance.companions().batches.call(bytes.concat(calls[0], domain));
        VM.assertFalse(done, "no deal there");
        uint256 seller = usdc.balanceOf(SELLER);
        bytes memory answer;
        (done, answer) = address(quittance).call(bytes.concat(calls[0], domain));
        VM.assertTrue(done, "the common path");
        VM.assertEq(answer.length, 0, "owes nothing");
        VM.assertEq(usdc.balanceOf(SELLER) - seller, toSeller, "and pays");
    }

    // ---- making ----

    /// @return calls Each settles the verdict on the first milestone of a deal of its own, between wallets.
    /// @return toSeller By each of them.
    /// @return toBuyer By each of them.
    function _judgedDeals() private returns (bytes[] memory calls, uint96 toSeller, uint96 toBuyer) {
        calls = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            _add(Kind(0, false, false));
            _judge(_termsOf(i), 0, VERDICT);
            calls[i] = _settling(i, 0);
        }
        VM.warp(NOW + W);
        return (calls, _net(_part(VERDICT)), AMOUNT_0 - _part(VERDICT));
    }

    /// @return calls They settle two contested milestones. Of the second one, round 2 decided `decided`.
    /// @return reimbursed What the contester of the second one is paid for its bond.
    function _contested(uint16 decided) private returns (bytes[] memory calls, uint96 reimbursed) {
        calls = new bytes[](2);
        for (uint256 i = 0; i < 2; ++i) {
            _add(Kind(0, false, true));
            TermsFixture memory terms = _termsOf(i);
            _judge(terms, 0, VERDICT);
            _contest(terms, BUYER, VERDICT);
            calls[i] = _settling(i, 0);
        }
        TermsFixture memory judged = _termsOf(1);
        _draw(judged, 3);
        _vote(judged, 3, _same(2, decided));
        VM.warp(NOW + V + W);
        uint96 gain = _part(VERDICT) - _part(decided);
        return (calls, gain < BOND ? gain : BOND);
    }

    function _add(Kind memory kind) private {
        _kinds.push(kind);
        _open(_termsOf(_kinds.length - 1));
    }

    function _termsOf(uint256 deal) private view returns (TermsFixture memory terms) {
        Kind memory kind = _kinds[deal];
        terms = kind.withArbiter ? _contestable() : _withoutArbiter();
        (terms.destinations, terms.salt) = (kind.destinations, uint64(100 + deal));
        if (kind.sharesFee) terms.panelAccount = address(0);
    }

    /// @dev Goes on with a milestone as the dice say. Disputes are about the first one.
    function _go(uint256 deal, uint8 milestone, uint256 dice) private {
        TermsFixture memory terms = _termsOf(deal);
        uint256 steps = dice % (milestone == 0 ? 7 : 3);
        if (steps == 0) return;
        _deliver(terms, milestone);
        if (steps == 1) return;
        uint16 verdict = uint16((dice >> 4) % 11) * 1_000;
        _judge(terms, milestone, verdict);
        if (steps == 2) return;
        _contest(terms, _loserOf(verdict, dice & 8 == 0), verdict);
        if (steps == 3) return;
        _draw(terms, 3);
        if (steps == 4) return;
        uint16 second = uint16((dice >> 8) % 11) * 1_000;
        _vote(terms, 3, _same(steps == 5 ? 1 : 2, second));
        if (steps == 5 || !_kinds[deal].withArbiter) return;
        if ((dice >> 12) & 1 == 0) _contest(terms, _loserOf(second, (dice >> 13) & 1 == 0), second);
    }

    /// @return A party that can gain by a contest of `payout`: the buyer as asked, where both can.
    function _loserOf(uint16 payout, bool buyer) private view returns (address) {
        return payout == 0 || (payout != FULL && !buyer) ? SELLER : BUYER;
    }

    function _settling(uint256 deal, uint8 milestone) private view returns (bytes memory) {
        return abi.encodeCall(IProvisionalPayouts.settle, (_termsOf(deal).whole(), milestone));
    }

    // ---- facts ----

    /// @return What the marketplace leaves of a seller's part.
    function _net(uint96 part) private pure returns (uint96) {
        return part - (part * 250) / FULL;
    }

    function _transfers() private returns (uint256 count) {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) if (logs[i].topics[0] == TRANSFER) ++count;
    }

    function _facts() private view returns (bytes32 facts) {
        address[4] memory people = [BUYER, SELLER, MARKETPLACE, PANEL_ACCOUNT];
        for (uint256 i = 0; i < people.length; ++i) facts = _with(facts, people[i]);
        address[] memory jurors = _panel(3);
        for (uint256 i = 0; i < jurors.length; ++i) facts = _with(facts, jurors[i]);
        for (uint256 i = 0; i < _kinds.length; ++i) {
            bytes32 dealId = _dealId(_termsOf(i));
            (, , uint96 unsettled, uint32 settled, ) = quittance.dealOf(dealId);
            facts = keccak256(abi.encode(facts, unsettled, settled, quittance.milestoneOf(dealId, 0)));
        }
    }

    function _with(bytes32 facts, address person) private view returns (bytes32) {
        uint256 unclaimed = quittance.unclaimedPayoutOf(person);
        return keccak256(abi.encode(facts, usdc.balanceOf(person), quittance.balanceOf(person), unclaimed));
    }
}
