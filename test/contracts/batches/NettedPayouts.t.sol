// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {ILedger} from "../../../contracts/interfaces/ILedger.sol";
import {ISettlements} from "../../../contracts/interfaces/ISettlements.sol";
import {DealBase} from "../support/DealBase.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @notice What batches of `release`, `refund` and `reclaim` pay to wallets.
contract NettedPayoutsTest is DealBase {
    /// @dev How a deal differs from the usual ones.
    struct Kind {
        uint8 destinations;
        bool withFees;
        bool usual; // has the usual seller
    }

    uint256 private constant OTHER_SELLER_KEY = 0x5e11e2;
    bytes32 private constant TRANSFER = keccak256("Transfer(address,address,uint256)");
    uint256 private constant RELEASE = 0;
    uint256 private constant REFUND = 1;
    uint256 private constant RECLAIM = 2;

    address private immutable OTHER_SELLER = VM.addr(OTHER_SELLER_KEY);
    Kind[] private _kinds;

    /// @dev Calls of one kind on any milestones, some twice, some unsigned, paid to wallets and balances, of which some refuse.
    function testFuzz_ABatchIsItsSingles(uint256 seed) external {
        for (uint64 i = 0; i < 3; ++i) {
            uint256 dice = seed >> (8 * i);
            _add(uint8(dice & 6), dice & 16 == 0, dice & 8 == 0);
        }
        uint256 kind = (seed >> 40) % 3;
        if (kind == RECLAIM) VM.warp(DEADLINE_1 + ((seed >> 48) & 1));
        if ((seed >> 49) & 1 == 0) usdc.blacklist(SELLER);
        if ((seed >> 50) & 3 == 0) usdc.blacklist(BUYER);
        bytes[] memory calls = new bytes[](1 + ((seed >> 56) % 9));
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            calls[i] = _call(kind, dice % 3, uint8((dice >> 8) % 3), (dice >> 16) % 5 != 0);
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
        for (uint256 i = 0; i < 3; ++i) _add(0, false, i != 1);
        bytes[] memory calls = new bytes[](6);
        for (uint256 i = 0; i < 6; ++i) calls[i] = _call(RELEASE, i % 3, uint8(i / 3), true);
        VM.recordLogs();
        quittance.batch(calls, true);
        VM.assertEq(_transfers(), 2, "one for each seller");
        VM.assertEq(usdc.balanceOf(SELLER), 2 * (AMOUNT_0 + AMOUNT_1), "two deals");
        VM.assertEq(usdc.balanceOf(OTHER_SELLER), AMOUNT_0 + AMOUNT_1, "one deal");
    }

    function test_ReclaimsInOneTransfer() external {
        for (uint256 i = 0; i < 2; ++i) _add(0, true, true);
        uint256 before = usdc.balanceOf(BUYER);
        VM.warp(DEADLINE_2 + 1);
        bytes[] memory calls = new bytes[](6);
        for (uint256 i = 0; i < 6; ++i) calls[i] = _call(RECLAIM, i % 2, uint8(i / 2), true);
        VM.recordLogs();
        quittance.batch(calls, true);
        VM.assertEq(_transfers(), 1, "to the buyer");
        VM.assertEq(usdc.balanceOf(BUYER) - before, 2 * _termsOf(0).total(), "all of both deals, with their fees");
    }

    function test_BalancesNeedNoTransfer() external {
        for (uint256 i = 0; i < 2; ++i) _add(6, false, true);
        bytes[] memory calls = new bytes[](4);
        for (uint256 i = 0; i < 4; ++i) calls[i] = _call(i < 2 ? RELEASE : REFUND, i % 2, uint8(i / 2), true);
        bytes[] memory half = new bytes[](2);
        VM.recordLogs();
        (half[0], half[1]) = (calls[0], calls[1]);
        quittance.batch(half, true);
        (half[0], half[1]) = (calls[2], calls[3]);
        quittance.batch(half, true);
        VM.assertEq(_transfers(), 0, "no wallet");
        VM.assertEq(quittance.balanceOf(SELLER), 2 * AMOUNT_0, "released");
        VM.assertEq(quittance.balanceOf(BUYER), 2 * AMOUNT_1, "refunded");
    }

    function test_ARefusedSumIsLoggedForEachDeal() external {
        for (uint256 i = 0; i < 3; ++i) _add(0, false, i != 1);
        usdc.blacklist(SELLER);
        bytes[] memory calls = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) calls[i] = _call(RELEASE, i, uint8(i), true);
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(_dealId(_termsOf(0)), SELLER, AMOUNT_0);
        VM.expectEmit(address(quittance));
        emit ILedger.PayoutRefused(_dealId(_termsOf(2)), SELLER, AMOUNT_2);
        quittance.batch(calls, true);
        VM.assertEq(quittance.unclaimedPayoutOf(SELLER), AMOUNT_0 + AMOUNT_2, "waits");
        VM.assertEq(usdc.balanceOf(OTHER_SELLER), AMOUNT_1, "the other one is paid");
    }

    function test_ARefusedItemAddsNothing() external {
        for (uint256 i = 0; i < 2; ++i) _add(0, false, true);
        bytes[] memory calls = new bytes[](3);
        calls[0] = _call(RELEASE, 0, 0, true);
        calls[1] = calls[0];
        calls[2] = _call(RELEASE, 1, 0, true);
        bytes32 dealId = _dealId(_termsOf(0));
        VM.expectEmit(address(quittance));
        emit IItems.ItemRefused(
            1,
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, dealId, uint256(0))
        );
        quittance.batch(calls, false);
        VM.assertEq(usdc.balanceOf(SELLER), 2 * AMOUNT_0, "of two items");
        quittance.batch(calls, false);
        VM.assertEq(usdc.balanceOf(SELLER), 2 * AMOUNT_0, "nothing is left of an earlier batch");
    }

    /// @dev Buyers whose addresses end alike: the table of sums puts all of them at the same place.
    function test_RecipientsThatShareAPlace() external {
        uint256 count = 5;
        bytes[] memory calls = new bytes[](2 * count);
        address[] memory buyers = new address[](count);
        TermsFixture[] memory terms = new TermsFixture[](count);
        uint256 key = 1;
        for (uint256 i = 0; i < count; ++i) {
            while (uint160(VM.addr(++key)) & 63 != 7) continue;
            buyers[i] = VM.addr(key);
            terms[i] = _fixture();
            terms[i].buyer = buyers[i];
            terms[i].destinations = 1;
            terms[i].milestones[0].amount = uint96(100 + i);
            _fundLedger(buyers[i], uint96(terms[i].total()));
            quittance.open(terms[i].whole(), Signing.sign(key, _dealId(terms[i])), _sellerSignature(terms[i]));
        }
        for (uint256 i = 0; i < 2 * count; ++i) {
            TermsFixture memory own = terms[i % count];
            uint8 milestone = uint8(i / count);
            bytes memory word = Signing.sign(SELLER_KEY, Digests.refund(address(quittance), own, milestone));
            calls[i] = abi.encodeCall(ISettlements.refund, (own.whole(), milestone, word));
        }
        VM.recordLogs();
        quittance.batch(calls, true);
        VM.assertEq(_transfers(), count, "one for each");
        for (uint256 i = 0; i < count; ++i) VM.assertEq(usdc.balanceOf(buyers[i]), 100 + i + AMOUNT_1, "its own");
    }

    /// @dev The code of items answers what is owed, and pays nothing. At its own address it finds no deal.
    function test_NobodyReachesTheItems() external {
        _add(0, false, true);
        bytes memory call = _call(RELEASE, 0, 0, true);
        bytes32 domain = Digests.domainSeparator("Quittance", "1", address(quittance));
        (bool done, ) = quittance.companions().batches.call(bytes.concat(call, domain));
        VM.assertFalse(done, "no deal there");
        bytes memory answer;
        (done, answer) = address(quittance).call(bytes.concat(call, domain));
        VM.assertTrue(done, "the common path");
        VM.assertEq(answer.length, 0, "owes nothing");
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "and pays");
    }

    // ---- making ----

    function _add(uint8 destinations, bool withFees, bool usual) private {
        _kinds.push(Kind(destinations, withFees, usual));
        TermsFixture memory terms = _termsOf(_kinds.length - 1);
        bytes memory bySeller = Signing.sign(usual ? SELLER_KEY : OTHER_SELLER_KEY, _dealId(terms));
        quittance.open(terms.whole(), _buyerSignature(terms), bySeller);
    }

    function _termsOf(uint256 deal) private view returns (TermsFixture memory terms) {
        Kind memory kind = _kinds[deal];
        terms = kind.withFees ? _fixtureWithFees() : _fixture();
        (terms.destinations, terms.salt) = (kind.destinations, uint64(100 + deal));
        if (!kind.usual) terms.seller = OTHER_SELLER;
    }

    function _call(uint256 kind, uint256 deal, uint8 milestone, bool good) private view returns (bytes memory) {
        TermsFixture memory terms = _termsOf(deal);
        uint8 signed = good ? milestone : milestone + 1;
        if (signed == 3) signed = 0;
        if (kind == RELEASE) {
            bytes memory word = Signing.sign(BUYER_KEY, Digests.release(address(quittance), terms, signed));
            return abi.encodeCall(ISettlements.release, (terms.whole(), milestone, word));
        }
        if (kind == REFUND) {
            uint256 key = terms.seller == SELLER ? SELLER_KEY : OTHER_SELLER_KEY;
            bytes memory word = Signing.sign(key, Digests.refund(address(quittance), terms, signed));
            return abi.encodeCall(ISettlements.refund, (terms.whole(), milestone, word));
        }
        bytes memory wanted = Signing.sign(BUYER_KEY, Digests.reclaim(address(quittance), terms, signed));
        return abi.encodeCall(ISettlements.reclaim, (terms.schedule(), terms.adjudicationHash(), milestone, wanted));
    }

    // ---- facts ----

    function _transfers() private returns (uint256 count) {
        Vm.Log[] memory logs = VM.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) if (logs[i].topics[0] == TRANSFER) ++count;
    }

    function _facts() private view returns (bytes32 facts) {
        address[5] memory people = [BUYER, SELLER, OTHER_SELLER, MARKETPLACE, PANEL_ACCOUNT];
        for (uint256 i = 0; i < people.length; ++i) {
            address person = people[i];
            uint256 unclaimed = quittance.unclaimedPayoutOf(person);
            facts = keccak256(abi.encode(facts, usdc.balanceOf(person), quittance.balanceOf(person), unclaimed));
        }
        for (uint256 i = 0; i < _kinds.length; ++i) {
            (, , uint96 unsettled, uint32 settled, ) = quittance.dealOf(_dealId(_termsOf(i)));
            facts = keccak256(abi.encode(facts, unsettled, settled));
        }
    }
}
