// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {Range} from "../support/Range.sol";
import {DisputesBase} from "../support/DisputesBase.sol";
import {TermsFixture} from "../support/TermsFixture.sol";
import {VM} from "../support/Vm.sol";

/// @notice Who ends better off in the final payout than in the one it contested has its bond back from the other side's
/// part, as far as that reaches: against a plain model.
contract ReimbursementTest is DisputesBase {
    struct Outcome {
        uint256 marketplace;
        uint256 seller;
        uint256 buyer;
        uint256[2] reimbursed; // of the contest that opened round 2, and of the arbiter's
    }

    struct Story {
        uint16 first; // what round 1 decided
        uint16 second; // what round 2 decided
        uint16 ruled;
        bool secondByBuyer; // who opened round 2
        bool thirdByBuyer; // who went to the arbiter
        uint96 bond;
        uint16 marketplaceFee;
    }

    // ---- examples, reckoned by hand ----

    function test_TheBuyersBond_FromTheSellersPart() external {
        Story memory story = Story(FULL, 8_000, 8_000, true, false, BOND, 250);
        // 43.2 to the seller, less 1.08, less the 10.8 that the buyer gained; contested 8000, ruled 8000: no better
        // off.
        _requireStory(story, Outcome(1_080_000, 31_320_000, 10_800_000, [uint256(10_800_000), 0]));
    }

    function test_TheSellersBond_FromTheBuyersPart() external {
        Story memory story = Story(0, 6_000, 5_000, false, false, 10e6, 0);
        // The seller contested 6000 as well, and ends worse than that: only its first bond is its due.
        _requireStory(story, Outcome(0, 27e6, 17e6, [uint256(10e6), 0]));
    }

    function test_Both_InTheOrderOfTheirRounds() external {
        // The buyer contested 10000, the seller 2000; 6000 was ruled: both are better off.
        Story memory story = Story(FULL, 2_000, 6_000, true, false, BOND, 1_000);
        _requireStory(story, Outcome(3_240_000, 9_160_000, 1_600_000, [uint256(20e6), 20e6]));
        // The seller gained 5.4 from 5000 to 6000, and no more is its due.
        story = Story(FULL, 5_000, 6_000, true, false, BOND, 1_000);
        _requireStory(story, Outcome(3_240_000, 9_160_000, 16_200_000, [uint256(20e6), 5_400_000]));
    }

    function test_TheSameSideTwice_AsFarAsThePartReaches() external {
        // The buyer contested 10000 and 9000; 5000 was ruled: 27 of which 20 and the 7 that are left.
        Story memory story = Story(FULL, 9_000, 5_000, true, true, BOND, 0);
        _requireStory(story, Outcome(0, 0, 27e6, [uint256(20e6), 7e6]));
    }

    /// @dev The buyer contested 10000 and 9000; 8000 was ruled, which is 10.8 better than the first: both bonds
    /// together take no more than that.
    function test_TheSameSideTwice_NoMoreThanItGainedFromTheFirst() external {
        Story memory story = Story(FULL, 9_000, 8_000, true, true, BOND, 0);
        _requireStory(story, Outcome(0, 32_400_000, 10_800_000, [uint256(10_800_000), 0]));
        story = Story(FULL, 9_000, 8_000, true, true, 8e6, 0);
        _requireStory(story, Outcome(0, 32_400_000, 10_800_000, [uint256(8e6), 2_800_000]));
    }

    /// @dev The second contest brought no more than the first one: 5000 was contested, and 5000 was ruled.
    function test_TheSameSideTwice_OnlyTheContestThatMadeItBetterOff() external {
        Story memory story = Story(0, 5_000, 5_000, false, false, BOND, 0);
        _requireStory(story, Outcome(0, 27e6, 7e6, [uint256(20e6), 0]));
        story = Story(FULL, 5_000, 5_000, true, true, BOND, 0);
        _requireStory(story, Outcome(0, 7e6, 27e6, [uint256(20e6), 0]));
    }

    function test_Nothing_WhenTheOtherSideHasNothing() external {
        _requireStory(Story(FULL, 1_000, 0, true, true, BOND, 250), Outcome(0, 0, 54e6, [uint256(0), 0]));
    }

    /// @dev The buyer contested 8000 as well, and 5000 is better than that, but not than what it contested first.
    function test_Nothing_WhenTheFinalPayoutIsTheFirstContestedOne() external {
        _requireStory(Story(5_000, 8_000, 5_000, true, true, BOND, 0), Outcome(0, 27e6, 27e6, [uint256(0), 0]));
    }

    function test_Nothing_WhenTheContesterEndedWorse() external {
        _requireStory(
            Story(5_000, 8_000, 9_000, true, true, BOND, 0),
            Outcome(0, 48_600_000, 5_400_000, [uint256(0), 0])
        );
    }

    /// @dev What is returned of the verification fee is not the buyer's part of the milestone: no bond is paid from it.
    function test_TheReturnedFeeIsNotReachedFor() external {
        TermsFixture memory fixture = _withoutArbiter();
        fixture.verificationFee = 54e6;
        bytes32 dealId = _open(fixture);
        _deliver(fixture, 0);
        VM.warp(NOW + V);
        _contest(fixture, SELLER, fixture.silencePayout);
        _draw(fixture, 3);
        uint256 wallet = usdc.balanceOf(BUYER);
        _vote(fixture, 3, _same(2, 9_000));
        VM.assertEq(quittance.balanceOf(SELLER), BALANCE - BOND + _part(1_000), "all of the buyer's part");
        VM.assertEq(usdc.balanceOf(BUYER) - wallet, 54e6, "and none of its fee");
        _requireConserved(dealId, _leftOf(fixture));
    }

    /// @dev It goes to who paid the bond, not to the contester.
    function test_GoesToThePayer() external {
        TermsFixture memory fixture = _withoutArbiter();
        bytes32 dealId = _stand(fixture, FULL);
        bytes memory authorization = _bondSignature(fixture, PAYER_KEY, 2, BUYER);
        VM.prank(BUYER);
        quittance.contest(fixture.whole(), 0, BUYER, FULL, "", IContests.BondPayment(PAYER, false, 0, authorization));
        _draw(fixture, 3);
        VM.expectEmit(address(quittance));
        emit IContests.BondReimbursed(dealId, PAYER, 0, 2, BOND);
        _vote(fixture, 3, _same(2, 5_000));
        VM.assertEq(quittance.balanceOf(PAYER), BALANCE, "payer");
        VM.assertEq(quittance.balanceOf(BUYER), BALANCE, "contester");
        _requireConserved(dealId, _leftOf(fixture));
    }

    // ---- the model ----

    function testFuzz_RulingAgainstTheModel(
        uint16 first,
        uint16 second,
        uint16 ruled,
        uint8 sides,
        uint96 bond,
        uint16 marketplaceFee
    ) external {
        Story memory story = Story({
            first: uint16(Range.within(first, 0, 10)) * 1_000,
            second: uint16(Range.within(second, 0, 10)) * 1_000,
            ruled: uint16(Range.within(ruled, 0, FULL)),
            secondByBuyer: sides & 1 != 0,
            thirdByBuyer: sides & 2 != 0,
            bond: uint96(Range.within(bond, 8e6, BALANCE / 2)),
            marketplaceFee: uint16(Range.within(marketplaceFee, 0, 1_000))
        });
        _requireGain(story.first, story.secondByBuyer);
        _requireGain(story.second, story.thirdByBuyer);
        _requireStory(story, _model(story, true));
    }

    function testFuzz_SecondRoundAgainstTheModel(
        uint16 first,
        uint16 second,
        bool byBuyer,
        uint96 bond,
        uint16 marketplaceFee
    ) external {
        Story memory story;
        story.first = uint16(Range.within(first, 0, 10)) * 1_000;
        story.second = uint16(Range.within(second, 0, 10)) * 1_000;
        story.ruled = story.second;
        story.secondByBuyer = byBuyer;
        story.bond = uint96(Range.within(bond, 8e6, BALANCE));
        story.marketplaceFee = uint16(Range.within(marketplaceFee, 0, 1_000));
        _requireGain(story.first, byBuyer);
        TermsFixture memory fixture = _terms(story, false);
        uint256 before = usdc.balanceOf(SELLER);
        bytes32 dealId = _secondRound(fixture, story.first, byBuyer ? BUYER : SELLER);
        _vote(fixture, 3, _same(2, story.second));
        Outcome memory expected = _model(story, false);
        address contester = byBuyer ? BUYER : SELLER;
        VM.assertEq(quittance.balanceOf(contester), BALANCE - story.bond + expected.reimbursed[0], "balance");
        VM.assertEq(usdc.balanceOf(SELLER) - before, expected.seller, "seller");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), expected.marketplace, "marketplace");
        _requireConserved(dealId, _leftOf(fixture));
    }

    function _model(Story memory story, bool thirdToo) private pure returns (Outcome memory outcome) {
        uint256 toSeller = (uint256(AMOUNT_0) * story.ruled) / FULL;
        outcome.buyer = AMOUNT_0 - toSeller;
        outcome.marketplace = (toSeller * story.marketplaceFee) / FULL;
        outcome.seller = toSeller - outcome.marketplace;
        uint256[2] memory before; // what each side's bonds were reimbursed: the seller's, the buyer's
        for (uint256 i = 0; i < (thirdToo ? 2 : 1); ++i) {
            bool byBuyer = i == 0 ? story.secondByBuyer : story.thirdByBuyer;
            uint256 contested = i == 0 ? story.first : story.second;
            uint256 first = byBuyer == story.secondByBuyer ? story.first : contested;
            uint256 side = byBuyer ? 1 : 0;
            uint256 gain = _gain(story.ruled, first, byBuyer);
            if (_gain(story.ruled, contested, byBuyer) == 0) gain = 0;
            uint256 part = _least(story.bond, byBuyer ? outcome.seller : outcome.buyer);
            part = _least(part, gain > before[side] ? gain - before[side] : 0);
            if (byBuyer) outcome.seller -= part;
            else outcome.buyer -= part;
            before[side] += part;
            outcome.reimbursed[i] = part;
        }
    }

    /// @return By how much a side's part is larger at `payout` than at `contested`; 0 when it is not.
    function _gain(uint256 payout, uint256 contested, bool byBuyer) private pure returns (uint256) {
        uint256 final_ = (uint256(AMOUNT_0) * payout) / FULL;
        uint256 then = (uint256(AMOUNT_0) * contested) / FULL;
        if (byBuyer) return then > final_ ? then - final_ : 0;
        return final_ > then ? final_ - then : 0;
    }

    function _least(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @dev The seller contests no payout of everything, nor the buyer one of nothing.
    function _requireGain(uint256 payout, bool byBuyer) private pure {
        VM.assume(payout != (byBuyer ? 0 : FULL));
    }

    function _terms(Story memory story, bool arbiter) private view returns (TermsFixture memory fixture) {
        fixture = arbiter ? _contestable() : _withoutArbiter();
        fixture.bond = story.bond;
        fixture.marketplaceFee = story.marketplaceFee;
    }

    function _requireStory(Story memory story, Outcome memory expected) private {
        uint256 snapshot = VM.snapshotState();
        TermsFixture memory fixture = _terms(story, true);
        address second = story.secondByBuyer ? BUYER : SELLER;
        address third = story.thirdByBuyer ? BUYER : SELLER;
        bytes32 dealId = _beforeArbiter(fixture, story.first, second, story.second, third);
        uint256 seller = usdc.balanceOf(SELLER);
        uint256 buyer = usdc.balanceOf(BUYER);
        uint256[2] memory balances = [uint256(quittance.balanceOf(BUYER)), quittance.balanceOf(SELLER)];
        _rule(fixture, story.ruled);
        VM.assertEq(usdc.balanceOf(SELLER) - seller, expected.seller, "seller");
        VM.assertEq(usdc.balanceOf(BUYER) - buyer, expected.buyer, "buyer");
        VM.assertEq(quittance.balanceOf(MARKETPLACE), expected.marketplace, "marketplace");
        balances[second == BUYER ? 0 : 1] += expected.reimbursed[0];
        balances[third == BUYER ? 0 : 1] += expected.reimbursed[1];
        VM.assertEq(quittance.balanceOf(BUYER), balances[0], "the buyer's balance");
        VM.assertEq(quittance.balanceOf(SELLER), balances[1], "the seller's balance");
        VM.assertEq(quittance.balanceOf(ARBITER), story.bond, "the arbiter's");
        _requireConserved(dealId, _leftOf(fixture));
        VM.revertToState(snapshot);
    }
}
