// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {IQuittance} from "../../../contracts/interfaces/IQuittance.sol";
import {BallotSet} from "../../../contracts/libraries/BallotSet.sol";
import {FickleWallet} from "../../support/contracts/FickleWallet.sol";
import {MischievousUsdc} from "../../support/contracts/MischievousUsdc.sol";
import {BallotBox, SignedBallot} from "../support/BallotBox.sol";
import {DealStage} from "../support/DealStage.sol";
import {Digests} from "../support/Digests.sol";
import {Signing} from "../support/Signing.sol";
import {TermSheet, TermSheets} from "../support/TermSheet.sol";
import {VM} from "../support/Vm.sol";

/// @notice The wallet that is a contract: it changes its mind after the deal, or calls back while it is being paid.
contract TurncoatWalletTest is DealStage {
    function test_ASellerThatChangesItsMindIsStillBoundToTheDeal() external {
        FickleWallet wallet = new FickleWallet(SELLER);
        TermSheet memory sheet = _sheet();
        sheet.seller = address(wallet);
        bytes32 dealId = _open(sheet);
        wallet.flip();
        // It cannot concede with that signature any more, but the deal goes on and pays it.
        bytes memory concession = Signing.sign(SELLER_KEY, Digests.concession(address(quittance), dealId, 0));
        VM.expectPartialRevert(IDeals.Quittance_InvalidSignature.selector);
        quittance.concede(sheet.whole(), 0, concession);
        _judge(sheet, 0, FULL);
        VM.assertEq(usdc.balanceOf(address(wallet)), AMOUNT_0, "the verdict pays it all the same");
    }

    function test_ASellerThatDisownsItsDeliveryAfterPostingItIsJudgedOnIt() external {
        FickleWallet wallet = new FickleWallet(SELLER);
        TermSheet memory sheet = _sheet();
        sheet.seller = address(wallet);
        sheet.gridStep = 1_000;
        _open(sheet);
        _deliver(sheet, 0);
        wallet.flip();
        _judge(sheet, 0, 7_000);
        VM.assertEq(usdc.balanceOf(address(wallet)), (uint256(AMOUNT_0) * 7) / 10, "what is on-chain is proven");
    }

    function test_AJurorThatChangesItsMindTakesItsUnsubmittedBallotAlong() external {
        FickleWallet wallet = new FickleWallet(VM.addr(0xfee1));
        TermSheet memory sheet = _sheet();
        sheet.panel = new address[](1);
        sheet.panel[0] = address(wallet);
        bytes32 dealId = _open(sheet);
        bytes32 digest = Digests.ballot(address(quittance), dealId, 0, 1, EVIDENCE, FULL, 0);
        SignedBallot[] memory ballots = new SignedBallot[](1);
        ballots[0] = SignedBallot(0, FULL, 0, Signing.sign(0xfee1, digest));
        bytes memory wire = BallotBox.wire(ballots);
        wallet.flip();
        VM.expectRevert(
            abi.encodeWithSelector(BallotSet.Quittance_InvalidBallotSignature.selector, uint256(0), address(wallet))
        );
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, wire);
        wallet.flip();
        quittance.submitVerdict(sheet.whole(), 0, EVIDENCE, wire);
        VM.assertEq(usdc.balanceOf(SELLER), AMOUNT_0, "the ballot counts while its signer stands by it");
    }

    // ---- calling back ----

    MischievousUsdc private token;
    IQuittance private target;

    /// @dev A contract over a token that calls back whoever it pays, with a ledger-funded deal; USDC itself does not.
    function _stageReentry() private {
        TermSheet memory sheet = _ledgerTerms();
        token = new MischievousUsdc();
        target = _deployQuittance(address(token));
        token.give(address(this), 1_000e6);
        target.deposit(BUYER, 500e6);
        bytes32 dealId = Digests.terms(address(target), sheet);
        target.open(sheet.whole(), Signing.sign(BUYER_KEY, dealId), Signing.sign(SELLER_KEY, dealId));
    }

    function _ledgerTerms() private view returns (TermSheet memory sheet) {
        sheet = _sheet();
        sheet.routes = TermSheets.FUNDED_FROM_LEDGER;
    }

    function _acceptance(uint8 milestone) private view returns (bytes memory) {
        TermSheet memory sheet = _ledgerTerms();
        bytes32 dealId = Digests.terms(address(target), sheet);
        bytes memory signature = Signing.sign(BUYER_KEY, Digests.acceptance(address(target), dealId, milestone));
        return abi.encodeCall(target.accept, (sheet.whole(), milestone, signature));
    }

    function _accept(uint8 milestone) private {
        (bool done, ) = address(target).call(_acceptance(milestone));
        VM.assertTrue(done, "the buyer's acceptance settles");
    }

    function test_TheSameMilestoneAgainWhileItIsBeingPaid() external {
        _stageReentry();
        token.callBack(address(target), _acceptance(0));
        _accept(0);
        VM.assertFalse(token.calledBack(), "a settled milestone settled again");
        VM.assertEq(token.balanceOf(SELLER), AMOUNT_0, "paid once");
    }

    function test_AnotherMilestoneWhileOneIsBeingPaidIsJustAnotherSettlement() external {
        TermSheet memory sheet = _ledgerTerms();
        _stageReentry();
        token.callBack(address(target), _acceptance(1));
        _accept(0);
        VM.assertTrue(token.calledBack(), "a signed acceptance is good at any time");
        VM.assertEq(token.balanceOf(SELLER), AMOUNT_0 + AMOUNT_1, "each paid once");
        (, , uint96 unsettled, , ) = target.dealOf(Digests.terms(address(target), sheet));
        VM.assertEq(unsettled, AMOUNT_2, "the deal holds the rest");
    }

    function test_WithdrawingTwiceInOneWithdrawal() external {
        _stageReentry();
        address self = address(this);
        token.give(self, 50e6);
        target.deposit(self, 50e6);
        token.callBack(self, abi.encodeCall(this.withdrawAgain, ()));
        uint256 before = token.balanceOf(self);
        target.withdraw(self, 50e6);
        VM.assertFalse(token.calledBack(), "the row was spent before the token was called");
        VM.assertEq(token.balanceOf(self) - before, 50e6, "withdrawn once");
    }

    /// @dev Called back by the token in the middle of `withdraw`.
    function withdrawAgain() external {
        target.withdraw(address(this), 50e6);
    }

    function test_AnUninvitedGiftBelongsToNobody() external {
        TermSheet memory terms = _sheet();
        bytes32 dealId = _open(terms);
        _mint(address(quittance), 777e6);
        for (uint8 i = 0; i < 3; ++i) _judge(terms, i, FULL);
        VM.assertEq(_unsettled(dealId), 0, "settled");
        VM.assertEq(usdc.balanceOf(SELLER), terms.total(), "the seller has the deal's money and no more");
        VM.assertEq(usdc.balanceOf(address(quittance)), 777e6, "the gift stays");
    }
}
