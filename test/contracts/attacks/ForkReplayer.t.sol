// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IContests} from "../../../contracts/interfaces/IContests.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {BallotBox} from "../support/BallotBox.sol";
import {Digests} from "../support/Digests.sol";
import {RecourseStage} from "../support/RecourseStage.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The relayer that carries the words of a contest to a fork of the chain, to another contract of the same code, to
/// another deal of the same parties or to the next round.
contract ForkReplayerTest is RecourseStage {
    function test_OnAForkOfTheChainTheDealHasAnotherId() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _beforeArbiter(sheet, FULL, BUYER, 3_000, SELLER);
        bytes memory whole = sheet.whole();
        bytes memory ruling = Signing.sign(ARBITER_KEY, Digests.ruling(address(quittance), dealId, 0, EVIDENCE, 5_000));
        bytes memory ballots = BallotBox.wire(_votes(sheet, 3, _three(0, 0, 0)));
        bytes memory rating = Signing.sign(BUYER_KEY, Digests.rating(address(quittance), dealId, 5, 0));
        VM.chainId(block.chainid + 1);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.rule(whole, 0, 5_000, ruling);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.recordBallots(whole, 0, _drawn(3), ballots);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.rate(whole, BUYER, 5, 0, rating);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.settle(whole, 0);
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.releaseBond(whole, 0, 2, _drawn(3));
        VM.expectPartialRevert(IDeals.Quittance_DealUnknown.selector);
        quittance.drawPanel(whole, 0);
    }

    /// @dev The fork knows nonces of its own: what paid a bond here pays none there.
    function test_OnAForkOfTheChainTheBondHasAnotherNonce() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, 7_000);
        bytes32 here = quittance.bondNonce(dealId, 0, 2, BUYER);
        VM.chainId(block.chainid + 1);
        VM.assertNotEq(quittance.bondNonce(dealId, 0, 2, BUYER), here, "another chain, another nonce");
    }

    function test_AtAnotherContractOfTheSameCode() external {
        TermSheet memory sheet = _contestable();
        bytes32 dealId = _stand(sheet, 7_000);
        bytes memory contest = _contestSignature(sheet, BUYER_KEY, 2, 7_000, BUYER);
        bytes memory payment = Signing.sign(PAYER_KEY, _walletBondDigest(sheet, PAYER, 2, BUYER));
        IQuittance here = quittance;
        quittance = _deployQuittance(address(usdc));
        _fundLedger(BUYER, ROW);
        bytes32 dealThere = _stand(sheet, 7_000);
        VM.assertNotEq(dealId, dealThere, "another contract, another id");
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(sheet.whole(), 0, BUYER, 7_000, contest, _fromRow(BUYER));
        VM.prank(BUYER);
        VM.expectRevert(bytes("FiatTokenV2: invalid signature"));
        quittance.contest(sheet.whole(), 0, BUYER, 7_000, "", IContests.BondPayment(PAYER, true, OPEN_BY, payment));
        here.contest(sheet.whole(), 0, BUYER, 7_000, contest, _fromRow(BUYER));
    }

    function test_AtAnotherDealOfTheSameParties() external {
        TermSheet memory sheet = _contestable();
        TermSheet memory twin = _contestable();
        twin.salt = 2;
        _secondRound(sheet, 7_000, BUYER);
        _secondRound(twin, 7_000, BUYER);
        bytes memory ballots = BallotBox.wire(_votes(sheet, 3, _same(2, 0)));
        VM.expectPartialRevert(BallotSet.Quittance_InvalidBallotSignature.selector);
        quittance.recordBallots(twin.whole(), 0, _drawn(3), ballots);
        _vote(sheet, 3, _same(2, 0));
        _vote(twin, 3, _same(2, 0));
        bytes memory contest = _contestSignature(sheet, SELLER_KEY, 3, 0, SELLER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(twin.whole(), 0, SELLER, 0, contest, _fromRow(SELLER));
        _contest(sheet, SELLER, 0);
        _contest(twin, SELLER, 0);
        bytes memory ruling = Signing.sign(
            ARBITER_KEY,
            Digests.ruling(address(quittance), _dealId(sheet), 0, EVIDENCE, 5_000)
        );
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.rule(twin.whole(), 0, 5_000, ruling);
        quittance.rule(sheet.whole(), 0, 5_000, ruling);
    }

    /// @dev The contest of round 2 is not the contest of round 3, though it says the same payout and payer.
    function test_AtTheNextRound() external {
        TermSheet memory sheet = _contestable();
        _stand(sheet, 7_000);
        bytes memory second = _contestSignature(sheet, BUYER_KEY, 2, 7_000, PAYER);
        bytes memory consent = _bondSignature(sheet, PAYER_KEY, 2, BUYER);
        IContests.BondPayment memory bond = IContests.BondPayment(PAYER, false, 0, consent);
        quittance.contest(sheet.whole(), 0, BUYER, 7_000, second, bond);
        VM.warp(NOW + V);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(sheet.whole(), 0, BUYER, 7_000, second, bond);
        bytes memory third = _contestSignature(sheet, BUYER_KEY, 3, 7_000, PAYER);
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.contest(sheet.whole(), 0, BUYER, 7_000, third, bond);
        VM.assertEq(quittance.balanceOf(PAYER), ROW - BOND, "it paid the bond it signed for, once");
    }
}
