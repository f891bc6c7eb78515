// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {OpeningGroup} from "../../../contracts/types/OpeningGroup.sol";
import {OpeningItems} from "../support/OpeningItems.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BatchBase, Judged} from "../batches/BatchBase.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {SALTS} from "../support/Varying.sol";
import {VM} from "../support/Vm.sol";

/// @notice The one that sees a batch on its way, and makes one of its items first: the item is refused and the others
/// go on; what it settled is in no sum of the batch. A batch of all or nothing is stopped by it, and by it alone:
/// without that wish it goes through.
contract BatchFrontRunnerTest is BatchBase {
    // ---- openings that wallets pay ----

    function _paidByWallet(uint256 count) private view returns (OpeningGroup[] memory items) {
        items = new OpeningGroup[](count);
        for (uint256 i = 0; i < count; ++i) {
            TermsFixture memory terms = _numbered(i);
            items[i] = OpeningItems.alone(terms.whole(), _buyerSignature(terms), _sellerSignature(terms));
        }
    }

    function _numbered(uint256 number) private view returns (TermsFixture memory terms) {
        terms = _fixtureWithFees();
        terms.salt = uint64(100 + number);
    }

    function test_APaymentThatSomebodyUsedSinksNoOther() external {
        OpeningGroup[] memory items = _paidByWallet(4);
        VM.prank(STRANGER);
        (bool done, ) = address(quittance).call(OpeningItems.single(items[2]));
        VM.assertTrue(done, "by itself");
        _refuses(2, abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(_numbered(2))));
        quittance.openBatch(items, "", false);
        uint256 total = _numbered(0).total();
        for (uint256 i = 0; i < 4; ++i) VM.assertEq(_unsettled(_dealId(_numbered(i))), total, "open");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - 4 * total, "paid once each");
    }

    /// @dev The payer itself takes its payment back at the token.
    function test_APaymentThatWasCancelledSinksNoOther() external {
        OpeningGroup[] memory items = _paidByWallet(3);
        bytes32 nonce = _dealId(_numbered(0));
        bytes memory word = Signing.sign(BUYER_KEY, Digests.cancelAuthorization(address(usdc), BUYER, nonce));
        usdc.cancelAuthorization(BUYER, nonce, word);
        _refuses(0, abi.encodeWithSignature("Error(string)", "FiatTokenV2: authorization is used or canceled"));
        quittance.openBatch(items, "", false);
        VM.assertEq(_unsettled(nonce), 0, "not this one");
        for (uint256 i = 1; i < 3; ++i) VM.assertGe(_unsettled(_dealId(_numbered(i))), 1, "the others");
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - 2 * _numbered(0).total(), "for two");
    }

    function test_AllOrNothingIsStoppedByOneOpening() external {
        OpeningGroup[] memory items = _paidByWallet(3);
        (bool done, ) = address(quittance).call(OpeningItems.single(items[1]));
        VM.assertTrue(done, "by itself");
        VM.expectRevert(abi.encodeWithSelector(IDeals.Quittance_DealAlreadyOpened.selector, _dealId(_numbered(1))));
        quittance.openBatch(items, "", true);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - _numbered(0).total(), "for the one alone");
        quittance.openBatch(items, "", false);
        VM.assertEq(usdc.balanceOf(BUYER), FUNDS - 3 * _numbered(0).total(), "for each");
    }

    // ---- verdicts ----

    function _judged(uint256 count, uint8 destinations) private returns (Judged[] memory items) {
        items = new Judged[](count);
        for (uint256 i = 0; i < count; ++i) {
            TermsFixture memory terms = _numbered(i);
            terms.destinations = destinations;
            _open(terms);
            items[i] = Judged(terms, uint8(i % 3), EVIDENCE, _scores(FULL, FULL));
        }
    }

    /// @dev Takes the jurors' own ballots out of the batch, and submits one of them alone.
    function _submitFirst(Judged[] memory items, uint8 index) private {
        SignedBallot[] memory ballots = new SignedBallot[](2);
        bool[] memory marks = new bool[](2);
        for (uint8 i = 0; i < 2; ++i) {
            bytes memory proof = Digests.proofIn(_leavesOf(items, i), index, _signBatch(items, i));
            ballots[i] = SignedBallot(i, FULL, _reasonsOf(i), proof);
            marks[i] = true;
        }
        Judged memory item = items[index];
        VM.prank(STRANGER);
        quittance.submitVerdict(
            item.terms.whole(),
            item.milestone,
            item.evidence,
            BallotBox.packBatched(ballots, marks)
        );
    }

    function test_AnItemThatSomebodySettledIsInNoSumToAWallet() external {
        _settlesFirst(0);
    }

    function test_AnItemThatSomebodySettledIsInNoSumToABalance() external {
        _settlesFirst(4);
    }

    /// @dev Whichever item was settled first, everybody has what they have without the front-runner; and what the
    /// contract holds is what it owes.
    function _settlesFirst(uint8 destinations) private {
        Judged[] memory items = _judged(5, destinations);
        VerdictGroup[] memory groups = _one(_group(items, SALTS));
        uint256 snapshot = VM.snapshotState();
        quittance.submitVerdicts(groups, true);
        bytes32 undisturbed = _facts(items);
        VM.revertToState(snapshot);
        for (uint8 i = 0; i < 5; ++i) {
            snapshot = VM.snapshotState();
            _submitFirst(items, i);
            _refuses(i, _settledBefore(items[i]));
            quittance.submitVerdicts(groups, false);
            VM.assertEq(_facts(items), undisturbed, "as without the front-runner");
            VM.assertEq(usdc.balanceOf(address(quittance)), _owed(items), "holds what it owes");
            VM.revertToState(snapshot);
        }
    }

    function test_AllOrNothingIsStoppedByOneVerdict() external {
        Judged[] memory items = _judged(3, 0);
        VerdictGroup[] memory groups = _one(_group(items, SALTS));
        _submitFirst(items, 2);
        bytes32 before = _facts(items);
        VM.expectRevert(_settledBefore(items[2]));
        quittance.submitVerdicts(groups, true);
        VM.assertEq(_facts(items), before, "nothing happened");
        quittance.submitVerdicts(groups, false);
        for (uint256 i = 0; i < 3; ++i) VM.assertEq(_settled(_dealId(items[i].terms)), uint32(1 << i), "each");
    }

    /// @dev The same milestone in two groups of one call, and in two calls.
    function test_OneMilestoneInTwoGroupsIsPaidOnce() external {
        Judged[] memory items = _judged(2, 0);
        VerdictGroup[] memory groups = new VerdictGroup[](2);
        groups[0] = _group(items, SALTS);
        groups[1] = groups[0];
        _refuses(2, _settledBefore(items[0]));
        _refuses(3, _settledBefore(items[1]));
        quittance.submitVerdicts(groups, false);
        bytes32 once = _facts(items);
        quittance.submitVerdicts(groups, false);
        VM.assertEq(_facts(items), once, "nothing is left to do");
        VM.assertEq(usdc.balanceOf(address(quittance)), _owed(items), "holds what it owes");
    }

    // ---- calls ----

    function test_AllOrNothingIsStoppedByOneRelease() external {
        TermsFixture memory terms = _numbered(0);
        _open(terms);
        bytes[] memory calls = new bytes[](3);
        for (uint8 i = 0; i < 3; ++i) {
            bytes memory word = Signing.sign(BUYER_KEY, Digests.release(address(quittance), terms, i));
            calls[i] = abi.encodeCall(quittance.release, (terms.whole(), i, word));
        }
        VM.prank(STRANGER);
        (bool done, ) = address(quittance).call(calls[1]);
        VM.assertTrue(done, "anyone may send what the buyer signed");
        VM.expectRevert(
            abi.encodeWithSelector(IDeals.Quittance_MilestoneAlreadySettled.selector, _dealId(terms), uint256(1))
        );
        quittance.batch(calls, true);
        VM.assertEq(_settled(_dealId(terms)), 2, "the one alone");
        quittance.batch(calls, false);
        VM.assertEq(_settled(_dealId(terms)), 7, "all of them");
    }

    // ---- facts ----

    function _facts(Judged[] memory items) private view returns (bytes32 facts) {
        address[4] memory people = [BUYER, SELLER, MARKETPLACE, PANEL_ACCOUNT];
        for (uint256 i = 0; i < people.length; ++i) {
            facts = keccak256(abi.encode(facts, usdc.balanceOf(people[i]), quittance.balanceOf(people[i])));
        }
        for (uint256 i = 0; i < items.length; ++i) {
            bytes32 dealId = _dealId(items[i].terms);
            facts = keccak256(abi.encode(facts, _unsettled(dealId), _settled(dealId)));
        }
    }

    function _owed(Judged[] memory items) private view returns (uint256 owed) {
        address[3] memory people = [SELLER, MARKETPLACE, PANEL_ACCOUNT];
        for (uint256 i = 0; i < people.length; ++i) owed += quittance.balanceOf(people[i]);
        for (uint256 i = 0; i < items.length; ++i) owed += _unsettled(_dealId(items[i].terms));
    }

    function _settledBefore(Judged memory item) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IDeals.Quittance_MilestoneAlreadySettled.selector,
                _dealId(item.terms),
                uint256(item.milestone)
            );
    }

    function _refuses(uint256 index, bytes memory reason) private {
        VM.expectEmit(address(quittance));
        emit IItems.ItemRefused(index, reason);
    }
}
